#include <utility>

#include "base/text.h"
#include "sql/facts_cursor.h"
#include "sql/grant.h"

namespace housewright::sql {
namespace {

using Unknown = std::unexpected<std::string>;

// What is granted, before it is known on what and to whom.
struct GrantedWords {
  std::string words;  // of a privilege or a role, as written but for blanks
  bool may_be_role = false;
  std::vector<std::string> columns;
};

class GrantReader {
 public:
  explicit GrantReader(std::string_view statement) : cursor_(statement) {}

  std::expected<GrantStatement, std::string> Read() {
    if (cursor_.Accept({"REVOKE"})) {
      statement_.is_revoke = true;
    } else if (!cursor_.Accept({"GRANT"})) {
      return Unknown("it is no GRANT");
    }
    TakeCluster();
    TakeOptionFor();
    for (const auto read :
         {&GrantReader::ReadElements, &GrantReader::ReadGrantees, &GrantReader::ReadOptions}) {
      if (auto problem = (this->*read)(); !problem.empty()) return Unknown(std::move(problem));
    }
    Multiply();
    return std::move(statement_);
  }

 private:
  void TakeCluster() {
    if (!cursor_.Accept({"ON", "CLUSTER"})) return;
    if (auto name = cursor_.TakePrincipal()) cluster_ = std::move(name->name);
  }

  void TakeOptionFor() {
    if (!statement_.is_revoke) return;
    statement_.is_option_only =
        cursor_.Accept({"GRANT", "OPTION", "FOR"}) || cursor_.Accept({"ADMIN", "OPTION", "FOR"});
  }

  bool AtGrantees() { return cursor_.IsWord(statement_.is_revoke ? "FROM" : "TO"); }

  // Privileges with their ON, or roles. Answers what is not understood.
  std::string ReadElements() {
    if (cursor_.AreWords({"CURRENT", "GRANTS"})) return "CURRENT GRANTS depends on who runs it";
    std::vector<GrantedWords> open;  // that have no ON yet
    while (true) {
      auto element = TakeElement();
      if (!element) return "what it grants is not understood";
      open.push_back(*std::move(element));
      if (cursor_.IsWord("ON") && !cursor_.AreWords({"ON", "CLUSTER"})) {
        cursor_.Skip();
        const auto scope = TakeScope();
        if (!scope) return "what stands behind ON is not understood";
        AddPrivileges(open, *scope);
        open.clear();
      }
      if (!cursor_.Accept(TokenType::kComma)) break;
    }
    TakeCluster();
    if (!AtGrantees()) return "what stands before its grantees is not understood";
    return AddRoles(open);
  }

  std::optional<GrantedWords> TakeElement() {
    GrantedWords element;
    if (cursor_.IsType(TokenType::kQuotedIdentifier) || cursor_.IsType(TokenType::kStringLiteral)) {
      auto role = cursor_.TakePrincipal();
      if (!role) return std::nullopt;
      return GrantedWords{std::move(role->name), true, {}};
    }
    std::size_t count = 0;
    while (cursor_.IsType(TokenType::kBareWord) && !cursor_.IsWord("ON") && !AtGrantees()) {
      if (count++ > 0) element.words += ' ';
      element.words += *cursor_.TakeIdentifier();
    }
    if (count == 0) return std::nullopt;
    element.may_be_role = count == 1;
    if (cursor_.Accept(TokenType::kOpeningRoundBracket)) {
      element.may_be_role = false;
      do {
        auto column = cursor_.TakeIdentifier();
        if (!column) return std::nullopt;
        element.columns.push_back(*std::move(column));
      } while (cursor_.Accept(TokenType::kComma));
      if (!cursor_.Accept(TokenType::kClosingRoundBracket)) return std::nullopt;
    }
    return element;
  }

  std::optional<NamePattern> TakePattern() {
    if (cursor_.Accept(TokenType::kAsterisk)) return NamePattern{"", true};
    auto name = cursor_.TakeIdentifier();
    if (!name) return std::nullopt;
    return NamePattern{*std::move(name), cursor_.Accept(TokenType::kAsterisk)};
  }

  std::optional<GrantScope> TakeScope() {
    auto first = TakePattern();
    if (!first) return std::nullopt;
    if (!cursor_.Accept(TokenType::kDot)) return GrantScope{std::nullopt, *std::move(first)};
    auto second = TakePattern();
    if (!second) return std::nullopt;
    return GrantScope{std::move(first), *std::move(second)};
  }

  void AddPrivileges(const std::vector<GrantedWords>& elements, const GrantScope& scope) {
    for (const GrantedWords& element : elements) {
      GrantedRight right;
      right.privilege = CanonicalPrivilege(element.words);
      right.scope = scope;
      if (right.privilege == "USAGE") continue;  // no privilege at all
      if (element.columns.empty()) statement_.rights.push_back(right);
      for (const std::string& column : element.columns) {
        right.column = column;
        statement_.rights.push_back(right);
      }
    }
  }

  std::string AddRoles(const std::vector<GrantedWords>& roles) {
    for (const GrantedWords& role : roles) {
      if (!role.may_be_role) return "what it grants is not understood";
      GrantedRight right;
      right.is_role = true;
      right.privilege = role.words;
      statement_.rights.push_back(std::move(right));
    }
    return "";
  }

  std::string ReadGrantees() {
    cursor_.Skip();  // TO or FROM
    do {
      if (cursor_.IsOneOf({"ALL", "NONE", "CURRENT_USER"})) {
        return "whom it is for depends on the moment";
      }
      auto grantee = cursor_.TakePrincipal();
      if (!grantee) return "whom it is for is not understood";
      grantees_.push_back(std::move(grantee->name));
    } while (cursor_.Accept(TokenType::kComma));
    return "";
  }

  std::string ReadOptions() {
    while (!cursor_.AtEnd()) {
      if (cursor_.AreWords({"ON", "CLUSTER"})) {
        TakeCluster();
      } else if (cursor_.Accept({"WITH", "GRANT", "OPTION"}) ||
                 cursor_.Accept({"WITH", "ADMIN", "OPTION"})) {
        with_option_ = true;
      } else if (cursor_.AreWords({"WITH", "REPLACE", "OPTION"})) {
        return "REPLACE OPTION takes away what else was granted";
      } else {
        return "what stands behind its grantees is not understood";
      }
    }
    return "";
  }

  // Each right for each grantee.
  void Multiply() {
    std::vector<GrantedRight> rights;
    for (const std::string& grantee : grantees_) {
      for (GrantedRight right : statement_.rights) {
        right.grantee = grantee;
        right.with_option = with_option_;
        right.cluster = cluster_;
        rights.push_back(std::move(right));
      }
    }
    statement_.rights = std::move(rights);
  }

  FactsCursor cursor_;
  GrantStatement statement_;
  std::vector<std::string> grantees_;
  std::string cluster_;
  bool with_option_ = false;
};

}  // namespace

std::expected<GrantStatement, std::string> ParseGrant(std::string_view statement) {
  return GrantReader(statement).Read();
}

}  // namespace housewright::sql

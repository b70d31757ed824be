// ParsePython() of python_syntax.h: statements.

#include <algorithm>
#include <array>
#include <utility>

#include "interop/python_expression.h"
#include "interop/python_syntax.h"

namespace housewright::interop {
namespace {

using Kind = PythonStatement::Kind;
using Type = PythonTokenType;

constexpr std::array<std::string_view, 6> kBlockWords = {"if",    "for", "while",
                                                         "class", "try", "match"};
constexpr std::array<std::string_view, 4> kContinuations = {"elif", "else", "except", "finally"};
constexpr std::size_t kDeepest = 40;
constexpr std::size_t kMostBranches = 20;  // of an `if`: they nest

bool IsOneOf(std::string_view word, const auto& words) {
  return std::ranges::find(words, word) != words.end();
}

class Parser {
 public:
  explicit Parser(const std::vector<PythonToken>& tokens) : reader_(tokens) {}

  std::vector<PythonStatement> ReadModule() {
    std::vector<PythonStatement> statements;
    while (token().type != Type::kEnd) {
      ReadLine(statements);
      // A stray indentation is passed over.
      while (token().type == Type::kDedent || token().type == Type::kIndent) reader_.Advance();
    }
    return statements;
  }

 private:
  const PythonToken& token() const { return reader_.token(); }

  // The statements of one logical line, or one compound statement.
  void ReadLine(std::vector<PythonStatement>& statements) {
    if (token().type == Type::kName) {
      const std::string_view word = token().text;
      if (word == "async") reader_.Advance();
      if (token().Is("def")) return ReadFunction(statements, word == "async");
      if (token().Is("with")) return ReadWith(statements, word == "async");
      const bool names_block = IsOneOf(token().text, kBlockWords) && !IsPlainMatch();
      if (names_block) return ReadBlock(statements);
      if (IsOneOf(token().text, kContinuations)) return Continue(statements);
    }
    if (token().Is("@")) return ReadDecorator(statements);
    ReadSimpleLine(statements);
  }

  // `match = 1`, `match.group()`: a name like any other.
  bool IsPlainMatch() const {
    if (!token().Is("match")) return false;
    const PythonToken& next = reader_.TokenAhead(1);
    return next.type == Type::kOperator || next.type == Type::kNewline;
  }

  void ReadSimpleLine(std::vector<PythonStatement>& statements) {
    while (true) {
      ReadSimple(statements);
      if (reader_.Take(";")) {
        if (token().type != Type::kNewline) continue;
      }
      break;
    }
    if (token().type != Type::kNewline) SpoilLine(statements.back());
    if (token().type == Type::kNewline) reader_.Advance();
  }

  // What was read of the line is not all of it.
  void SpoilLine(PythonStatement& statement) {
    while (token().type != Type::kNewline && token().type != Type::kEnd) reader_.Advance();
    statement.kind = Kind::kOther;
    statement.end = std::max(statement.end, reader_.end());
  }

  void ReadSimple(std::vector<PythonStatement>& statements) {
    PythonStatement statement{.begin = token().begin, .word = token().text};
    if (reader_.Take("pass")) {
      statement.kind = Kind::kPass;
    } else if (token().Is("return") || token().Is("raise")) {
      statement.kind = token().Is("return") ? Kind::kReturn : Kind::kRaise;
      reader_.Advance();
      if (!AtEnd()) statement.value.push_back(reader_.ReadTuple());
      if (statement.kind == Kind::kRaise && reader_.Take("from")) reader_.ReadOne();
    } else if (token().Is("import") || token().Is("from")) {
      ReadImport(statement);
    } else if (token().Is("global") || token().Is("nonlocal") || token().Is("del") ||
               token().Is("assert")) {
      while (!AtEnd()) reader_.Advance();
      statement.kind = statement.word == "global" ? Kind::kPass : Kind::kOther;
    } else {
      ReadExpressionStatement(statement);
    }
    statement.end = std::max(reader_.end(), statement.begin);
    statements.push_back(std::move(statement));
  }

  bool AtEnd() const {
    return token().type == Type::kNewline || token().type == Type::kEnd || token().Is(";");
  }

  void ReadImport(PythonStatement& statement) {
    statement.kind = Kind::kImport;
    const bool from = token().Is("from");
    bool behind_import = !from;
    std::string_view name;
    reader_.Advance();
    for (; !AtEnd(); reader_.Advance()) {
      if (from && token().Is("import")) {
        behind_import = true;
        name = {};
      } else if (token().Is("as")) {
        name = {};
      } else if (token().Is(",")) {
        if (!name.empty()) statement.names.push_back(name);
        name = {};
      } else if (token().type == Type::kName && behind_import && name.empty()) {
        name = token().text;  // of `import a.b` it is `a`
      }
    }
    if (!name.empty()) statement.names.push_back(name);
  }

  void ReadExpressionStatement(PythonStatement& statement) {
    statement.kind = Kind::kExpression;
    PythonExpression first = reader_.ReadTuple();
    const bool annotated = token().Is(":") && first.kind == PythonExpression::Kind::kName;
    if (annotated) {
      reader_.Advance();
      reader_.ReadOne();
      if (!token().Is("=")) {
        statement.kind = Kind::kPass;  // a mere declaration
        return;
      }
    }
    if (reader_.Take("+=")) {
      statement.value.push_back(reader_.ReadTuple());
      Bind(first, statement.names);
      const bool simple = first.kind == PythonExpression::Kind::kName;
      statement.kind = simple ? Kind::kAppend : Kind::kOther;
      return;
    }
    if (!token().Is("=")) {
      statement.value.push_back(std::move(first));
      return;
    }
    bool simple = first.kind == PythonExpression::Kind::kName;
    Bind(first, statement.names);
    while (reader_.Take("=")) {
      PythonExpression next = reader_.ReadTuple();
      if (token().Is("=")) {
        simple = false;
        Bind(next, statement.names);
      } else {
        statement.value.push_back(std::move(next));
      }
    }
    statement.kind = simple ? Kind::kAssign : Kind::kOther;
  }

  static void Bind(const PythonExpression& target, std::vector<std::string_view>& names) {
    if (target.kind == PythonExpression::Kind::kName) names.push_back(target.text);
    if (target.kind != PythonExpression::Kind::kTuple &&
        target.kind != PythonExpression::Kind::kList) {
      return;
    }
    for (const PythonExpression& child : target.children) Bind(child, names);
  }

  void ReadDecorator(std::vector<PythonStatement>& statements) {
    const std::size_t begin = token().begin;
    while (token().type != Type::kNewline && token().type != Type::kEnd) reader_.Advance();
    reader_.Advance();
    const std::size_t before = statements.size();
    if (token().type != Type::kEnd && token().type != Type::kDedent) ReadNested(statements);
    for (std::size_t i = before; i < statements.size(); ++i) statements[i].is_plain = false;
    if (statements.size() > before) statements[before].begin = begin;
  }

  void ReadNested(std::vector<PythonStatement>& statements) {
    ++depth_;
    if (depth_ > kDeepest) {
      SkipDeep(statements);
    } else {
      ReadLine(statements);
    }
    --depth_;
  }

  void SkipDeep(std::vector<PythonStatement>& statements) {
    PythonStatement statement{.begin = token().begin};
    std::size_t indents = 0;
    while (token().type != Type::kEnd && (indents > 0 || token().type != Type::kDedent)) {
      if (token().type == Type::kIndent) ++indents;
      if (token().type == Type::kDedent) --indents;
      reader_.Advance();
    }
    statement.end = std::max(reader_.end(), statement.begin);
    statements.push_back(std::move(statement));
  }

  void ReadFunction(std::vector<PythonStatement>& statements, bool is_async) {
    PythonStatement function{.kind = Kind::kFunction, .begin = token().begin, .word = "def"};
    reader_.Advance();
    if (token().type == Type::kName) {
      function.names.push_back(token().text);
      reader_.Advance();
    } else {
      function.kind = Kind::kOther;
    }
    function.is_plain = !is_async;
    ReadParameters(function);
    ReadBody(function);
    statements.push_back(std::move(function));
  }

  void ReadParameters(PythonStatement& function) {
    if (!reader_.Take("(")) return;
    std::size_t depth = 0;
    bool expects_name = true;
    while (token().type != Type::kEnd && token().type != Type::kNewline) {
      if (depth == 0 && token().Is(")")) break;
      if (token().Is("(") || token().Is("[") || token().Is("{")) ++depth;
      if ((token().Is(")") || token().Is("]") || token().Is("}")) && depth > 0) --depth;
      if (depth == 0) {
        if (expects_name && token().type == Type::kName) {
          function.parameters.push_back(token().text);
        } else if (token().Is("=") || token().Is("*") || token().Is("**") || token().Is("/")) {
          function.is_plain = false;
        }
        expects_name = token().Is(",");
      }
      reader_.Advance();
    }
  }

  void ReadWith(std::vector<PythonStatement>& statements, bool is_async) {
    PythonStatement with{.kind = Kind::kWith, .begin = token().begin, .word = "with"};
    reader_.Advance();
    with.value.push_back(reader_.ReadOne());
    if (is_async || !token().Is(":")) with.kind = Kind::kBlock;
    ReadBody(with);
    statements.push_back(std::move(with));
  }

  void ReadBlock(std::vector<PythonStatement>& statements) {
    PythonStatement block{.kind = Kind::kBlock, .begin = token().begin, .word = token().text};
    const bool is_for = token().Is("for");
    reader_.Advance();
    if (token().type == Type::kName && block.word == "class") block.names.push_back(token().text);
    if (is_for) {
      for (; !AtEnd() && !token().Is("in") && !token().Is(":"); reader_.Advance()) {
        if (token().type == Type::kName) block.names.push_back(token().text);
      }
      reader_.Take("in");
    }
    if (!AtEnd() && !token().Is(":")) block.value.push_back(reader_.ReadTuple());
    if (!token().Is(":")) block.is_plain = false;
    ReadBody(block);
    statements.push_back(std::move(block));
  }

  // elif, else, except, finally: more of the block before.
  void Continue(std::vector<PythonStatement>& statements) {
    PythonStatement stray{.begin = token().begin, .word = token().text};
    const bool follows = !statements.empty() && statements.back().kind == Kind::kBlock;
    if (follows && ContinueIf(statements.back())) return;
    PythonStatement& block = follows ? statements.back() : stray;
    block.is_plain = false;
    ReadBody(block);
    if (!follows) statements.push_back(std::move(stray));
  }

  // The else of an `if`, or of its last elif. False where it has one already, or too many.
  bool ContinueIf(PythonStatement& block) {
    const bool is_else = token().Is("else");
    if (block.word != "if" || !block.is_plain || (!is_else && !token().Is("elif"))) return false;
    PythonStatement* last = &block;
    std::size_t branches = 1;
    for (; !last->otherwise.empty(); last = &last->otherwise[0]) {
      if (last->otherwise[0].word != "elif" || ++branches > kMostBranches) return false;
    }
    PythonStatement next{.kind = Kind::kBlock, .begin = token().begin, .word = token().text};
    reader_.Advance();
    if (!is_else && !AtEnd() && !token().Is(":")) next.value.push_back(reader_.ReadTuple());
    if (!token().Is(":")) block.is_plain = false;
    ReadBody(next);
    block.end = next.end;
    if (is_else) {
      last->otherwise = std::move(next.body);
    } else {
      last->otherwise.push_back(std::move(next));
    }
    return true;
  }

  // Behind the colon: a suite on the same line, or an indented one.
  void ReadBody(PythonStatement& owner) {
    std::size_t depth = 0;
    while (token().type != Type::kNewline && token().type != Type::kEnd &&
           (depth > 0 || !token().Is(":"))) {
      if (token().Is("(") || token().Is("[") || token().Is("{")) ++depth;
      if ((token().Is(")") || token().Is("]") || token().Is("}")) && depth > 0) --depth;
      reader_.Advance();
    }
    reader_.Take(":");
    if (token().type != Type::kNewline) {
      if (token().type != Type::kEnd) ReadSimpleLine(owner.body);
    } else {
      reader_.Advance();
      if (token().type == Type::kIndent) {
        reader_.Advance();
        while (token().type != Type::kDedent && token().type != Type::kEnd) ReadNested(owner.body);
        if (token().type == Type::kDedent) reader_.Advance();
      }
    }
    owner.end = owner.body.empty() ? std::max(reader_.end(), owner.begin) : owner.body.back().end;
  }

  PythonExpressionReader reader_;
  std::size_t depth_ = 0;
};

}  // namespace

PythonModule ParsePython(std::string_view text) {
  PythonTokens read = TokenizePython(text);
  PythonModule module;
  module.statements = Parser(read.tokens).ReadModule();
  module.comments = std::move(read.comments);
  return module;
}

}  // namespace housewright::interop

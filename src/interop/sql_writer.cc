#include "interop/sql_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/source_text.h"
#include "base/text.h"
#include "project/annotation.h"
#include "project/template.h"
#include "sql/lexer.h"
#include "sql/statement.h"

namespace housewright::interop {
namespace {

using sql::Token;
using sql::TokenType;

bool IsWordOr(char c, std::string_view others) {
  return project::IsWordByte(c) || others.find(c) != std::string_view::npos;
}

// `\:name` is `:name` to SQLAlchemy: \\(:[\w$]*)(?![:\w$])
std::string WithoutEscapedColons(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == ':') {
      std::size_t end = at + 2;
      while (end < text.size() && IsWordOr(text[end], "$")) ++end;
      if (end == text.size() || text[end] != ':') continue;
    }
    out += text[at];
  }
  return out;
}

// `:name` that SQLAlchemy binds: (?<![:\w\\]):(\w+)(?!:)
std::optional<std::string> BoundName(std::string_view text) {
  for (std::size_t at = text.find(':'); at != std::string_view::npos; at = text.find(':', at + 1)) {
    if (at > 0 && IsWordOr(text[at - 1], ":\\")) continue;
    std::size_t end = at + 1;
    while (end < text.size() && project::IsWordByte(text[end])) ++end;
    const std::size_t length = end - at - 1;
    const bool colon_follows = end < text.size() && text[end] == ':';
    if (length > (colon_follows ? 1U : 0U)) return std::string(text.substr(at, length + 1));
  }
  return std::nullopt;
}

// A comment that Housewright would read.
bool IsRead(std::string_view comment) {
  constexpr std::array<std::string_view, 3> kStatutes = {"no-op", "irreversible", "stub"};
  if (!comment.starts_with("--")) return false;
  if (Trim(comment.substr(2)).starts_with('+')) return true;
  const auto annotation = project::SplitAnnotation(comment);
  return annotation && (project::IsKnownAnnotation(annotation->key) ||
                        std::ranges::find(kStatutes, annotation->key) != kStatutes.end());
}

bool HoldsMarker(std::string_view text) {
  const std::string lines = ReplaceAll(std::string(text), "\r", "\n");
  for (std::string_view line : Split(lines, '\n')) {
    line = Trim(line);
    if (line.starts_with("--") && Trim(line.substr(2)).starts_with('+')) return true;
  }
  return false;
}

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class Writer {
 public:
  std::expected<WrittenSql, std::string> Run(const Text& text, SqlOrigin origin) {
    Flatten(text);
    if (origin == SqlOrigin::kTextClause) {
      if (const auto name = BoundName(raw_)) {
        return std::unexpected(
            fmt::format("the value that SQLAlchemy binds to '{}' stands in Python", *name));
      }
    }
    if (text.size() == 1 && text[0].kind == TextPiece::Kind::kVariable) {
      return std::unexpected("a whole statement in a variable");
    }
    if (!SplitRaw()) return std::unexpected(std::move(reason_));
    if (!WriteAll()) return std::unexpected(std::move(reason_));
    return Finish();
  }

 private:
  bool Refuse(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
    return false;
  }

  void Flatten(const Text& text) {
    for (const TextPiece& piece : text) {
      switch (piece.kind) {
        case TextPiece::Kind::kLiteral:
          raw_ += piece.text;
          break;
        case TextPiece::Kind::kVariable:
          Protect(fmt::format("{{{{ {} }}}}", piece.text));
          break;
        case TextPiece::Kind::kTag:
          Protect(piece.text);
          break;
        case TextPiece::Kind::kChoice:
          Protect(fmt::format("{{% if {} %}}", piece.text));
          Flatten(piece.branches[0]);
          if (!piece.branches[1].empty()) Protect("{% else %}");
          Flatten(piece.branches[1]);
          Protect("{% endif %}");
          break;
      }
    }
  }

  void Protect(const std::string& text) {
    if (raw_.ends_with('{') && (protected_.empty() || protected_.back().end < raw_.size())) {
      Refuse("a brace directly before a value that only a run knows");
    }
    protected_.push_back({raw_.size(), raw_.size() + text.size()});
    raw_ += text;
  }

  bool SplitRaw() {
    if (!reason_.empty()) return false;
    const SourceText source("", raw_);
    auto statements = sql::SplitStatements(source);
    if (!statements) {
      return Refuse(fmt::format("SQL that cannot be read: {}", statements.error().message()));
    }
    for (const sql::Statement& statement : *statements) {
      last_end_ = statement.end;
      ends_with_rows_ = statement.data && statement.data->format != "Values";
      if (!ends_with_rows_) continue;
      rows_.push_back({statement.data->begin, statement.end});
      for (const Range& range : protected_) {
        if (range.end > statement.data->begin && range.begin < statement.end) {
          return Refuse("a value that only a run knows, within the rows of INSERT ... FORMAT");
        }
      }
    }
    has_statement_ = !statements->empty();
    return true;
  }

  // Calls visit(token) for all that is no row.
  template <class Visit, class VisitRows>
  void Walk(Visit visit, VisitRows visit_rows) const {
    std::size_t at = 0;
    const auto lex = [&](std::size_t end) {
      sql::Lexer lexer(std::string_view(raw_).substr(0, end), at);
      for (Token token = lexer.Next(); !token.IsEnd(); token = lexer.Next()) visit(token);
    };
    for (const Range& rows : rows_) {
      lex(rows.begin);
      visit_rows(rows);
      at = rows.end;
    }
    lex(raw_.size());
  }

  bool WriteAll() {
    FindMargin();
    Walk([this](const Token& token) { WriteToken(token); },
         [this](const Range& rows) {
           out_ += std::string_view(raw_).substr(rows.begin, rows.end - rows.begin);
         });
    return reason_.empty();
  }

  // The blanks that all lines begin with.
  void FindMargin() {
    std::size_t margin = std::string::npos;
    Walk(
        [&](const Token& token) {
          if (token.type != TokenType::kWhitespace || token.end == raw_.size()) return;
          const std::string_view blanks = token.In(raw_);
          const std::size_t line = blanks.rfind('\n');
          if (line != std::string_view::npos) margin = std::min(margin, blanks.size() - line - 1);
        },
        [](const Range&) {});
    margin_ = margin == std::string::npos ? 0 : margin;
  }

  void WriteToken(const Token& token) {
    const std::string_view text = token.In(raw_);
    if (token.end <= done_) {
      // Within a hole, which was written as a whole.
    } else if (token.type == TokenType::kWhitespace) {
      WriteBlanks(text);
    } else if (token.type == TokenType::kComment) {
      out_ += IsRead(text) ? fmt::format("-- | {}", Trim(text.substr(2))) : std::string(text);
    } else {
      closed_ = token.type == TokenType::kSemicolon;
      for (std::size_t at = std::max(token.begin, done_); at < token.end;) at = WriteByte(at);
      done_ = std::max(done_, token.end);
    }
    const bool ends =
        token.IsSignificant() && has_statement_ && !ends_with_rows_ && token.end == last_end_;
    if (ends) place_of_semicolon_ = out_.size();
  }

  std::size_t WriteByte(std::size_t at) {
    const std::string_view rest = std::string_view(raw_).substr(at);
    const auto within = std::ranges::upper_bound(protected_, at, {}, &Range::end);
    if (within != protected_.end() && within->begin <= at) {
      out_ += rest.substr(0, within->end - at);
      done_ = within->end;
      return within->end;
    }
    if (rest.starts_with("{{")) {
      out_ += "{{{{";
      done_ = at + 2;
      return at + 2;
    }
    if (rest.starts_with("{%")) Refuse("'{%', which begins a tag in a revision");
    out_ += rest[0];
    return at + 1;
  }

  void WriteBlanks(std::string_view blanks) {
    const std::size_t last = blanks.rfind('\n');
    if (last == std::string_view::npos) {
      out_ += blanks;
      return;
    }
    out_.append(
        std::min<std::size_t>(static_cast<std::size_t>(std::ranges::count(blanks, '\n')), 2), '\n');
    const std::string_view indentation = blanks.substr(last + 1);
    out_ += indentation.substr(std::min(margin_, indentation.size()));
  }

  std::expected<WrittenSql, std::string> Finish() {
    if (has_statement_ && !ends_with_rows_ && !closed_) {
      out_.insert(place_of_semicolon_, ";");
    }
    WrittenSql written{.text = std::string(Trim(out_)), .has_statement = has_statement_};
    if (HoldsMarker(written.text)) {
      return std::unexpected("a line within quotes that is like the marker of a part");
    }
    const auto parsed = project::ParseTemplate(written.text, 0, written.text.size());
    if (!parsed.faults.empty()) return std::unexpected("a tag: " + parsed.faults[0].message);
    const auto again = sql::SplitStatements(SourceText("", written.text));
    if (!again || again->empty() == has_statement_) {
      return std::unexpected("SQL that cannot be written in a revision as it is");
    }
    return written;
  }

  std::string raw_;
  std::vector<Range> protected_;
  std::vector<Range> rows_;
  std::size_t last_end_ = 0;
  bool has_statement_ = false;
  bool ends_with_rows_ = false;
  std::size_t margin_ = 0;
  std::string out_;
  std::size_t done_ = 0;  // bytes of raw_ that a token before has taken
  bool closed_ = false;   // the last token is a ';'
  std::size_t place_of_semicolon_ = 0;
  std::string reason_;
};

}  // namespace

std::expected<WrittenSql, std::string> WriteSql(const Text& text, SqlOrigin origin) {
  if (origin == SqlOrigin::kDriver) return Writer().Run(text, origin);
  const auto plain = ChangeLiterals(text, [](const std::string& from) {
    return BoundName(from) ? from : WithoutEscapedColons(from);
  });
  if (!plain) return std::unexpected(plain.error());
  // Once unescaped, a colon is no longer one that binds.
  return Writer().Run(*plain, *plain == text ? origin : SqlOrigin::kDriver);
}

std::string WriteComment(std::string_view text) {
  std::string out;
  const std::string lines = ReplaceAll(std::string(text), "\r", "\n");
  for (std::string_view line : Split(lines, '\n')) {
    line = Trim(line);
    while (line.starts_with("--")) line = Trim(line.substr(2));
    const std::string comment = line.empty() ? "--" : fmt::format("-- {}", line);
    out += IsRead(comment) ? fmt::format("-- | {}", line) : comment;
    out += '\n';
  }
  return out;
}

}  // namespace housewright::interop

#include "project/fill.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "project/diagnostics.h"
#include "sql/lexer.h"
#include "sql/quote.h"

namespace housewright::project {
namespace {

bool IsPlainWord(std::string_view value) { return std::ranges::all_of(value, IsWordByte); }

bool IsPlainNumber(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return IsWordByte(c) || c == '.'; });
}

// Why a raw value cannot stand within one statement; empty where it can.
std::string_view RawFault(std::string_view value) {
  sql::Lexer lexer(value);
  sql::Token last;
  for (sql::Token token = lexer.Next(); !token.IsEnd(); token = lexer.Next()) {
    if (token.type == sql::TokenType::kSemicolon ||
        token.type == sql::TokenType::kVerticalDelimiter) {
      return "holds the end of a statement";
    }
    if (token.IsError()) return "holds an unclosed quote or comment, or a character that is no SQL";
    last = token;
  }
  // `-- x` without a line end would swallow what stands behind the insertion.
  const bool ends_in_line_comment = last.type == sql::TokenType::kComment &&
                                    !last.In(value).starts_with("/*") && !value.ends_with('\n');
  return ends_in_line_comment ? "ends in a comment that has no end" : "";
}

// "$tag$" of "$tag$ ... $tag$".
std::string_view HereDocTag(std::string_view token) {
  return token.substr(0, token.find('$', 1) + 1);
}

bool HoldsTypographicQuote(std::string_view value) {
  for (const std::string_view quote : {"‘", "’", "“", "”"}) {
    if (value.find(quote) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

void ReportUnknownVariable(std::string_view name, const Config& config, SourceExcerpt where,
                           Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const VariableDeclaration& variable : config.variables) names.push_back(variable.name);
  Report(diagnostics,
         {.rule = "unknown-variable",
          .message = fmt::format("unknown variable '{}'", name),
          .advice = DidYouMean(
              name, names,
              fmt::format("declare it in [variables] of housewright.toml: {} = \"value\"", name))},
         std::move(where));
}

void ReportFault(const TemplateFault& fault, const ExcerptOf& excerpt, Diagnostics& diagnostics) {
  Report(diagnostics, {.rule = "template", .message = fault.message, .advice = fault.advice},
         excerpt(fault.offset, fault.length));
}

void Filler::Fill(std::size_t begin, std::size_t end) {
  InsertionWalk<Filler>(text_, begin, end, *this).Run();
}

void Filler::AppendVerbatim(std::size_t begin, std::size_t end) {
  out_.text += text_.substr(begin, end - begin);
}

SqlText Filler::Take() { return std::exchange(out_, {}); }

void Filler::Insert(const PlacedInsertion& placed) {
  const Insertion& insertion = placed.insertion;
  const auto it = values_.by_name.find(insertion.name);
  if (it == values_.by_name.end() && config_.FindVariable(insertion.name) == nullptr) {
    ReportUnknownVariable(insertion.name, config_,
                          excerpt_(insertion.begin, insertion.end - insertion.begin), diagnostics_);
    return;
  }
  if (it == values_.by_name.end() || !it->second.text) {
    const bool secret = it != values_.by_name.end() && it->second.secret;
    Refuse(placed, "missing-variable",
           fmt::format("the {} '{}' has no value", secret ? "secret" : "variable", insertion.name),
           it == values_.by_name.end() ? "" : it->second.missing_reason);
    return;
  }
  if (placed.place == Place::kBare) {
    InsertBare(placed, it->second);
  } else {
    InsertQuoted(placed, it->second);
  }
}

void Filler::InsertBare(const PlacedInsertion& placed, const Value& value) {
  const std::string& text = *value.text;
  const std::string_view name = placed.insertion.name;
  // A value is shown in no message: it may be one that its owner did not think of as a secret.
  const auto refuse = [&](std::string_view fault, std::string advice) {
    Refuse(placed, "variable-value", fmt::format("the value of '{}' {}", name, fault),
           std::move(advice));
  };
  switch (value.kind) {
    case VariableKind::kIdentifier:
      if (placed.touches_word) {
        if (IsPlainWord(text)) return Append(placed, value, "", text, "");
        return refuse("is no plain word, and it touches one",
                      "put the whole name in backticks: `...{{ " + std::string(name) + " }}...`");
      }
      if (text.empty()) return refuse("is empty, and a name cannot be", "give it a value");
      return Append(placed, value, "", sql::QuoteIdentifierIfNeeded(text), "");
    case VariableKind::kString: {
      if (placed.touches_word) {
        return refuse("is a string, and it touches a word",
                      "put the whole text in quotes: '...{{ " + std::string(name) + " }}...'");
      }
      const std::string escaped = sql::EscapeInside(text, '\'');
      return Append(placed, value, "'", escaped, "'");
    }
    case VariableKind::kNumber: {
      if (!sql::IsNumber(text)) {
        return refuse("is no number", "give it a number, or declare another kind");
      }
      if (placed.touches_word && !IsPlainNumber(text)) {
        return refuse("has a sign, and it touches a word", "put a blank before it");
      }
      // `-{{ n }}` with -1 must not become the comment `--1`.
      const bool after_minus = text.starts_with('-') && out_.text.ends_with('-');
      return Append(placed, value, after_minus ? "(" : "", text, after_minus ? ")" : "");
    }
    case VariableKind::kRaw:
      if (const std::string_view fault = RawFault(text); !fault.empty()) {
        return refuse(fault, "let a raw value be a part of one statement");
      }
      return Append(placed, value, "", text, "");
  }
}

void Filler::InsertQuoted(const PlacedInsertion& placed, const Value& value) {
  const std::string& text = *value.text;
  const std::string_view name = placed.insertion.name;
  switch (placed.place) {
    case Place::kString:
      return Append(placed, value, "", sql::EscapeInside(text, '\''), "");
    case Place::kBackQuoted:
      return Append(placed, value, "", sql::EscapeInside(text, '`'), "");
    case Place::kDoubleQuoted:
      return Append(placed, value, "", sql::EscapeInside(text, '"'), "");
    case Place::kTypographicQuoted:
      if (!HoldsTypographicQuote(text)) return Append(placed, value, "", text, "");
      return Refuse(
          placed, "variable-value",
          fmt::format("the value of '{}' holds a quote that ends the text around it", name),
          "write the text around it in straight quotes");
    case Place::kHereDoc:
      if (text.find(HereDocTag(placed.token)) == std::string::npos) {
        return Append(placed, value, "", text, "");
      }
      return Refuse(placed, "variable-value",
                    fmt::format("the value of '{}' holds the end of the heredoc around it", name),
                    "give the heredoc another tag");
    case Place::kBare:
      return;
  }
}

void Filler::Append(const PlacedInsertion& placed, const Value& value, std::string_view open,
                    std::string_view text, std::string_view close) {
  out_.text += open;
  if (value.secret && !text.empty()) {
    out_.secrets.push_back({.begin = out_.text.size(),
                            .length = text.size(),
                            .name = std::string(placed.insertion.name)});
  }
  out_.text += text;
  out_.text += close;
}

void Filler::Refuse(const PlacedInsertion& placed, std::string_view rule, std::string message,
                    std::string advice) {
  const Insertion& insertion = placed.insertion;
  Report(diagnostics_, {.rule = rule, .message = std::move(message), .advice = std::move(advice)},
         excerpt_(insertion.begin, insertion.end - insertion.begin));
}

}  // namespace housewright::project

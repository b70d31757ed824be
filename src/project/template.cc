#include "project/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "project/template_tag.h"
#include "sql/lexer.h"

namespace housewright::project {
namespace {

constexpr std::size_t kDeepestNesting = 32;
constexpr std::string_view kBlanks = " \t\r\n";

std::size_t SkipBlanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

// Finds the tags of a text that is read as SQL, so that comments can be told from the rest. A tag
// within quotes counts; after a tag reading goes on behind it.
class TagFinder {
 public:
  TagFinder(std::string_view text, std::size_t begin, bool is_sql)
      : text_(text), at_(begin), quoted_end_(is_sql ? 0 : text.size()) {}

  // Offset of the next "{%", or npos.
  std::size_t Next() {
    while (true) {
      if (quoted_end_ > at_) {
        const std::size_t tag = text_.substr(0, quoted_end_).find("{%", at_);
        if (tag != std::string_view::npos) return tag;
        at_ = quoted_end_;
      }
      const sql::Token token = sql::Lexer(text_, at_).Next();
      if (token.IsEnd() || token.end <= at_) return std::string_view::npos;
      if (token.type == sql::TokenType::kOpeningCurlyBrace &&
          text_.substr(token.begin).starts_with("{%")) {
        return token.begin;
      }
      if (token.type == sql::TokenType::kComment) {
        at_ = token.end;
      } else {
        quoted_end_ = token.end;
      }
    }
  }
  void GoOnBehind(std::size_t end) { at_ = end; }

 private:
  std::string_view text_;
  std::size_t at_;
  std::size_t quoted_end_;  // at_ is within a token that ends here
};

class TemplateParser {
 public:
  TemplateParser(std::string_view text, std::size_t begin, bool is_sql)
      : text_(text), begin_(begin), is_sql_(is_sql) {}

  ParsedTemplate Run() {
    result_.root.begin = begin_;
    result_.root.end = text_.size();
    // Without this most files would be read twice for nothing.
    if (text_.find("{%", begin_) == std::string_view::npos) return std::move(result_);
    TagFinder finder(text_, begin_, is_sql_);
    for (std::size_t at = finder.Next(); at != std::string_view::npos; at = finder.Next()) {
      std::expected<Tag, TemplateFault> tag = ReadTag(text_, at);
      if (!tag) {
        result_.faults.push_back(std::move(tag).error());
        finder.GoOnBehind(at + 2);
        continue;
      }
      Take(*tag);
      finder.GoOnBehind(tag->end);
    }
    for (const Open& open : open_) {
      result_.faults.push_back({.offset = open.tag.begin,
                                .length = open.tag.end - open.tag.begin,
                                .message = "{% if %} without an {% endif %}",
                                .advice = "write {% endif %} where it ends"});
    }
    if (!result_.faults.empty()) result_.root.choices.clear();
    return std::move(result_);
  }

 private:
  struct Open {
    Tag tag;
    Choice choice;
    bool has_else = false;
  };

  void Take(const Tag& tag) {
    if (tag.kind == TagKind::kIf) return Begin(tag);
    if (open_.empty()) {
      return Fault(tag,
                   fmt::format("{{% {} %}} without an {{% if %}} before it", TagWord(tag.kind)),
                   "remove it, or write the {% if %} that it belongs to");
    }
    Open& open = open_.back();
    if (tag.kind == TagKind::kEndif) return End(tag);
    if (open.has_else) {
      return Fault(tag,
                   fmt::format("{{% {} %}} after the {{% else %}} of the same {{% if %}}",
                               TagWord(tag.kind)),
                   "let {% else %} be the last branch");
    }
    open.choice.branches.back().end = tag.begin;
    open.has_else = tag.kind == TagKind::kElse;
    AddBranch(open, tag);
  }

  void Begin(const Tag& tag) {
    if (open_.size() == kDeepestNesting) {
      return Fault(tag, fmt::format("{{% if %}} is nested more than {} deep", kDeepestNesting),
                   "split the revision");
    }
    open_.push_back({.tag = tag, .choice = {}, .has_else = false});
    open_.back().choice.begin = tag.begin;
    AddBranch(open_.back(), tag);
  }

  void AddBranch(Open& open, const Tag& tag) {
    open.choice.branches.push_back(
        {.condition = tag.condition, .begin = tag.end, .end = tag.end, .choices = {}});
    if (tag.condition) result_.conditions.push_back(*tag.condition);
  }

  void End(const Tag& tag) {
    Open open = std::move(open_.back());
    open_.pop_back();
    open.choice.branches.back().end = tag.begin;
    if (!open.has_else) {
      open.choice.branches.push_back(
          {.condition = std::nullopt, .begin = tag.begin, .end = tag.begin, .choices = {}});
    }
    open.choice.end = tag.end;
    Branch& around = open_.empty() ? result_.root : open_.back().choice.branches.back();
    around.choices.push_back(std::move(open.choice));
  }

  void Fault(const Tag& tag, std::string message, std::string advice) {
    result_.faults.push_back({.offset = tag.begin,
                              .length = tag.end - tag.begin,
                              .message = std::move(message),
                              .advice = std::move(advice)});
  }

  std::string_view text_;
  std::size_t begin_;
  bool is_sql_;
  ParsedTemplate result_;
  std::vector<Open> open_;
};

}  // namespace

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsVariableName(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::ranges::all_of(name, IsWordByte);
}

std::expected<Insertion, TemplateFault> ReadInsertion(std::string_view text, std::size_t at) {
  const std::size_t name_begin = SkipBlanks(text, at + 2);
  std::size_t name_end = name_begin;
  while (name_end < text.size() && IsWordByte(text[name_end])) ++name_end;
  const std::string_view name = text.substr(name_begin, name_end - name_begin);
  const std::size_t close = SkipBlanks(text, name_end);
  const bool is_closed = text.substr(close).starts_with("}}");
  if (is_closed && IsVariableName(name)) return Insertion{at, close + 2, name};

  const std::size_t braces = text.find("}}", at);
  const std::size_t line_end = std::min(text.find_first_of("\r\n", at), text.size());
  if (braces == std::string_view::npos || braces > line_end) {
    return std::unexpected(TemplateFault{.offset = at,
                                         .length = 2,
                                         .message = "'{{' is not closed by '}}'",
                                         .advice = "write {{ name }}, or {{{{ for a literal {{"});
  }
  const std::string_view inside = text.substr(at, braces + 2 - at);
  return std::unexpected(
      TemplateFault{.offset = at,
                    .length = inside.size(),
                    .message = fmt::format("'{}' is no variable's name in braces", inside),
                    .advice = "write {{ name }}, the name of letters, digits and _, or {{{{ for a "
                              "literal {{"});
}

ParsedTemplate ParseTemplate(std::string_view text, std::size_t begin, std::size_t end) {
  return TemplateParser(text.substr(0, end), begin, true).Run();
}

ParsedTemplate ParsePlainTemplate(std::string_view text) {
  return TemplateParser(text, 0, false).Run();
}

}  // namespace housewright::project

#include "project/template_tag.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "project/diagnostics.h"

namespace housewright::project {
namespace {

constexpr std::array<TagKind, 4> kAllKinds = {TagKind::kIf, TagKind::kElif, TagKind::kElse,
                                              TagKind::kEndif};

std::string_view TakeWord(std::string_view& rest) {
  std::size_t end = 0;
  while (end < rest.size() && IsWordByte(rest[end])) ++end;
  const std::string_view word = rest.substr(0, end);
  rest = Trim(rest.substr(end));
  return word;
}

// "value" or 'value'; there are no escapes, as no value needs one.
std::optional<std::string_view> ReadValue(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const char quote = text[0];
  if ((quote != '"' && quote != '\'') || text.find(quote, 1) != text.size() - 1) {
    return std::nullopt;
  }
  return text.substr(1, text.size() - 2);
}

// `rest` is what follows `if` or `elif`.
std::optional<Condition> ReadCondition(std::string_view rest) {
  Condition condition;
  condition.variable = TakeWord(rest);
  if (condition.variable == "not" && !rest.empty() && IsWordByte(rest[0])) {
    condition.negated = true;
    condition.variable = TakeWord(rest);
    if (!rest.empty()) return std::nullopt;
  }
  if (!IsVariableName(condition.variable)) return std::nullopt;
  if (rest.empty()) return condition;
  if (!rest.starts_with("==") && !rest.starts_with("!=")) return std::nullopt;
  condition.negated = rest[0] == '!';
  condition.equals = ReadValue(Trim(rest.substr(2)));
  if (!condition.equals) return std::nullopt;
  return condition;
}

}  // namespace

std::string_view TagWord(TagKind kind) {
  switch (kind) {
    case TagKind::kIf:
      return "if";
    case TagKind::kElif:
      return "elif";
    case TagKind::kElse:
      return "else";
    case TagKind::kEndif:
      break;
  }
  return "endif";
}

std::expected<Tag, TemplateFault> ReadTag(std::string_view text, std::size_t at) {
  const auto fault = [at](std::size_t length, std::string message, std::string advice) {
    return std::unexpected(TemplateFault{.offset = at,
                                         .length = length,
                                         .message = std::move(message),
                                         .advice = std::move(advice)});
  };
  const std::size_t close = text.find("%}", at + 2);
  if (close == std::string_view::npos) {
    return fault(2, "'{%' is not closed by '%}'", "write {% if name %} ... {% endif %}");
  }
  Tag tag{.kind = TagKind::kIf, .begin = at, .end = close + 2, .condition = std::nullopt};
  const std::string_view whole = text.substr(at, tag.end - at);
  std::string_view rest = Trim(text.substr(at + 2, close - at - 2));
  const std::string_view word = TakeWord(rest);
  const auto* const kind =
      std::ranges::find_if(kAllKinds, [&](TagKind k) { return TagWord(k) == word; });
  if (kind == kAllKinds.end()) {
    const std::vector<std::string> words = {"if", "elif", "else", "endif"};
    return fault(whole.size(), fmt::format("unknown tag '{}'", whole),
                 DidYouMean(word, words, "the tags are if, elif, else and endif"));
  }
  tag.kind = *kind;
  if (tag.kind == TagKind::kElse || tag.kind == TagKind::kEndif) {
    if (rest.empty()) return tag;
    return fault(whole.size(), fmt::format("'{}' takes no condition", whole),
                 fmt::format("write {{% {} %}}", word));
  }
  tag.condition = ReadCondition(rest);
  if (tag.condition) return tag;
  return fault(
      whole.size(), fmt::format("the condition of '{}' is none that is known", whole),
      fmt::format("write {{% {0} name %}}, {{% {0} not name %}}, {{% {0} name == \"value\" "
                  "%}} or {{% {0} name != \"value\" %}}",
                  word));
}

}  // namespace housewright::project

#pragma once

// Identity of a revision. Ids are compared as text; sequential ids are zero-padded so that this is
// also their order.

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace housewright::revision {

class RevisionId {
 public:
  RevisionId() = default;
  explicit RevisionId(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend auto operator<=>(const RevisionId&, const RevisionId&) = default;

 private:
  std::string text_;
};

// A word that is a target of its own: head, heads, base, current, none.
bool IsReservedWord(std::string_view text);

// kInvalidInput unless `text` is 1 to 64 of [A-Za-z0-9_] and no reserved word.
Result<RevisionId> ParseRevisionId(std::string_view text);

}  // namespace housewright::revision

template <>
struct std::hash<housewright::revision::RevisionId> {
  std::size_t operator()(const housewright::revision::RevisionId& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};

// Redactor of values.h.

#include <algorithm>
#include <utility>

#include "project/values.h"
#include "sql/quote.h"

namespace housewright::project {
namespace {
// Shorter ones would match everywhere in foreign text.
constexpr std::size_t kShortestSearched = 4;
}  // namespace

void Redactor::Add(const std::string& name, const std::string& secret) {
  if (secret.size() < kShortestSearched) return;
  const std::string mask = "[secret:" + name + "]";
  for (const std::string& form : {secret, sql::EscapeInside(secret, '\''),
                                  sql::EscapeInside(secret, '"'), sql::EscapeInside(secret, '`')}) {
    const auto same = [&](const auto& known) { return known.first == form; };
    if (std::ranges::none_of(replacements_, same)) replacements_.emplace_back(form, mask);
  }
  // A secret that is part of another one must not leave the rest of the longer one standing.
  std::ranges::stable_sort(replacements_, std::ranges::greater{},
                           [](const auto& replacement) { return replacement.first.size(); });
}

// One pass: what was put in place of a secret is not searched again.
std::string Redactor::Redact(std::string_view text) const {
  std::string out;
  while (true) {
    std::size_t first = std::string_view::npos;
    const std::pair<std::string, std::string>* found = nullptr;
    for (const auto& replacement : replacements_) {
      const std::size_t at = text.find(replacement.first);
      if (at < first) {
        first = at;
        found = &replacement;
      }
    }
    if (found == nullptr) return out.append(text);
    out.append(text.substr(0, first)).append(found->second);
    text.remove_prefix(first + found->first.size());
  }
}

}  // namespace housewright::project

#pragma once

// What the `detail` column of an entry says: a JSON object, so that later versions can add to it.

#include <optional>
#include <string>
#include <string_view>

namespace housewright::journal {

// Of a `reconciled` entry: {"outcome": "took effect" | "had no effect", "how": "..."}. `how` is one
// line for people: the evidence of a probe, or who decided.
std::string SettledDetail(bool took_effect, std::string_view how);
// Nothing where `detail` is not of that form: such an entry settles nothing.
std::optional<bool> SettledTookEffect(std::string_view detail);

// Of a `done` entry of a statement that was not sent: {"left_out": "the embedded engine keeps no
// users"}.
std::string LeftOutDetail(std::string_view reason);

// Of a `failed` entry that is followed by another try: {"retry": "..."}.
std::string RetryDetail(std::string_view reason);

}  // namespace housewright::journal

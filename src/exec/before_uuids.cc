// Renaming is told by UUIDs.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "exec/before_kinds.h"
#include "exec/object_probe.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

using sql::ObjectKind;
using sql::Verb;

constexpr std::string_view kNoUuid = "00000000-0000-0000-0000-000000000000";

class Uuids final : public BeforeImage {
 public:
  explicit Uuids(const sql::StatementFacts& facts) : is_exchange_(facts.verb == Verb::kExchange) {
    for (std::size_t i = 0; i < facts.objects.size(); ++i) {
      moves_.emplace_back(NumberOf(facts.objects[i]), NumberOf(facts.new_names[i]));
    }
  }

  std::string_view kind() const override { return "uuids"; }

  Result<std::optional<Values>> Take(Asker& asker) const override {
    ASSIGN_OR_RETURN(auto uuids, Ask(asker));
    // A name that nothing has yet, or a database whose tables have no UUID: only names can tell.
    if (!uuids || After(*uuids) == *uuids) return std::nullopt;
    for (const auto& [from, to] : moves_) {
      if (is_exchange_ && uuids->at(to).empty()) return std::nullopt;
    }
    return uuids;
  }

  Result<Verdict> Compare(Asker& asker, const Values& before) const override {
    if (before.size() != names_.size()) return Verdict::kCannotTell;
    ASSIGN_OR_RETURN(const auto now, Ask(asker));
    if (!now) return Verdict::kCannotTell;
    if (*now == After(before)) {
      asker.Note("by their UUIDs, the tables have the names that it gives them");
      return Verdict::kChanged;
    }
    if (*now == before) {
      asker.Note("by their UUIDs, the tables have the names that they had before it");
      return Verdict::kAsItWas;
    }
    asker.Note("by their UUIDs, the tables are neither named as before it nor as after it");
    return Verdict::kCannotTell;
  }

 private:
  std::size_t NumberOf(const sql::ObjectName& name) {
    const auto found = std::ranges::find(names_, name);
    const auto number = static_cast<std::size_t>(found - names_.begin());
    if (found == names_.end()) names_.push_back(name);
    return number;
  }

  // In the order of the names; empty for one that nothing has.
  Result<std::optional<Values>> Ask(Asker& asker) const {
    Values uuids;
    for (const sql::ObjectName& name : names_) {
      ASSIGN_OR_RETURN(
          const auto rows,
          asker.Rows(
              fmt::format("SELECT toString(uuid) FROM system.tables WHERE database = {} AND name = "
                          "{}",
                          DatabaseExpression(name.database), sql::QuoteString(name.name)),
              1, "UUID in system.tables"));
      if (!rows) return std::nullopt;
      uuids.push_back(rows->empty() || rows->front()[0] == kNoUuid ? "" : rows->front()[0]);
    }
    return uuids;
  }

  Values After(Values uuids) const {
    for (const auto& [from, to] : moves_) {
      if (!is_exchange_) uuids[to].clear();
      std::swap(uuids[from], uuids[to]);
    }
    return uuids;
  }

  bool is_exchange_;
  std::vector<sql::ObjectName> names_;  // each once
  std::vector<std::pair<std::size_t, std::size_t>> moves_;
};

}  // namespace

std::unique_ptr<BeforeImage> UuidsBefore(const sql::StatementFacts& facts) {
  const bool names = facts.verb == Verb::kRename || facts.verb == Verb::kExchange;
  const bool is_table = facts.object_kind == ObjectKind::kTable ||
                        facts.object_kind == ObjectKind::kView ||
                        facts.object_kind == ObjectKind::kMaterializedView ||
                        facts.object_kind == ObjectKind::kDictionary;
  const std::size_t count = facts.objects.size();
  if (!names || !is_table || facts.if_exists || count == 0 || facts.new_names.size() != count) {
    return nullptr;
  }
  return std::make_unique<Uuids>(facts);
}

}  // namespace housewright::exec

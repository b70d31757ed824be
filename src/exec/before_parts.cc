// Partitions are told by the blocks of a table: each part that is attached has a number that is
// higher than all before it, and merges and mutations keep the numbers. Mutations have numbers
// themselves.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "exec/before_kinds.h"
#include "exec/object_probe.h"
#include "sql/quote.h"

namespace housewright::exec {
namespace {

using sql::AlterActionKind;

class Partition final : public BeforeImage {
 public:
  Partition(sql::ObjectName table, sql::AlterAction action)
      : table_(std::move(table)), action_(std::move(action)) {}

  std::string_view kind() const override { return "partition"; }

  // Rows and last block of the partition in the table; then of the other one.
  Result<std::optional<Values>> Take(Asker& asker) const override {
    Values values;
    for (const sql::ObjectName* one : {&table_, &action_.other}) {
      if (one->name.empty()) continue;
      ASSIGN_OR_RETURN(
          const auto rows,
          asker.Rows(fmt::format("SELECT sum(rows), max(max_block_number) FROM {} AND {}",
                                 ActivePartsOf(*one), Condition()),
                     2, "system.parts"));
      if (!rows || rows->size() != 1) return std::nullopt;
      values.insert(values.end(), {rows->front()[0], rows->front()[1]});
    }
    // What adds nothing and takes nothing away shows nothing.
    const bool shows = (takes() && ToNumber(values[0]) != 0) || Expected(values) != 0;
    return shows ? std::optional(values) : std::nullopt;
  }

  Result<Verdict> Compare(Asker& asker, const Values& before) const override {
    if (before.size() != (action_.other.name.empty() ? 2U : 4U)) return Verdict::kCannotTell;
    const std::int64_t before_rows = takes() ? ToNumber(before[0]) : 0;
    std::int64_t left = 0;
    std::int64_t added = 0;
    if (takes()) {
      ASSIGN_OR_RETURN(const auto rows, RowsOf(asker, table_, "min_block_number <=", before[1]));
      if (!rows) return Verdict::kCannotTell;
      left = *rows;
      asker.Note(fmt::format("of the partition's {} in {} {} left", Rows(before_rows),
                             DisplayName(table_), left == 0 ? "none is" : Rows(left) + " are"));
    }
    if (adds()) {
      const sql::ObjectName& target = moves() ? action_.other : table_;
      ASSIGN_OR_RETURN(const auto rows,
                       RowsOf(asker, target, "min_block_number >", before[moves() ? 3 : 1]));
      if (!rows) return Verdict::kCannotTell;
      added = *rows;
      asker.Note(fmt::format("{} of the partition came to {}", added == 0 ? "none" : Rows(added),
                             DisplayName(target)));
    }
    // The rows of a moved partition are in both tables for a moment; what others write meanwhile,
    // or a merge with what was there, makes the count another one.
    if (left == 0 && added == Expected(before)) return Verdict::kChanged;
    if (left == before_rows && added == 0) return Verdict::kAsItWas;
    return Verdict::kCannotTell;
  }

 private:
  bool moves() const { return action_.kind == AlterActionKind::kMovePartition; }
  bool takes() const { return action_.kind != AlterActionKind::kAttachPartition; }
  bool adds() const { return !action_.other.name.empty(); }

  // Rows that are to come.
  std::int64_t Expected(const Values& before) const {
    return adds() ? ToNumber(before[moves() ? 0 : 2]) : 0;
  }

  static std::string Rows(std::int64_t count) {
    return Count(static_cast<std::size_t>(count), "row");
  }

  // Of one key column system.parts shows the value, of several the tuple.
  std::string Condition() const {
    const std::string& text = action_.partition;
    if (text.starts_with("ID ")) return "partition_id = " + text.substr(3);
    if (text == "tuple()") return "partition = 'tuple()'";
    return fmt::format("partition = toString({})", text);
  }

  // Of what is moved away an empty part stays for a while.
  Result<std::optional<std::int64_t>> RowsOf(Asker& asker, const sql::ObjectName& table,
                                             std::string_view which,
                                             const std::string& block) const {
    return asker.Number(fmt::format("SELECT sum(rows) FROM {} AND {} AND {} {}",
                                    ActivePartsOf(table), Condition(), which, ToNumber(block)),
                        "system.parts");
  }

  sql::ObjectName table_;
  sql::AlterAction action_;
};

class Mutations final : public BeforeImage {
 public:
  explicit Mutations(sql::ObjectName table) : table_(std::move(table)) {}

  std::string_view kind() const override { return "mutations"; }

  // An update may also be written as a patch, a part of a partition of its own (from 25.7 on).
  Result<std::optional<Values>> Take(Asker& asker) const override {
    ASSIGN_OR_RETURN(const auto last,
                     asker.Number(Select("max(toUInt64OrZero(extract(mutation_id, '[0-9]+')))"),
                                  "system.mutations"));
    ASSIGN_OR_RETURN(
        const auto patch,
        asker.Number(fmt::format("SELECT max(max_block_number) FROM {} AND partition_id LIKE "
                                 "'patch-%'",
                                 ActivePartsOf(table_)),
                     "system.parts"));
    if (!last || !patch) return std::nullopt;
    return Values{std::to_string(*last), std::to_string(*patch)};
  }

  Result<Verdict> Compare(Asker& asker, const Values& before) const override {
    if (before.size() != 2) return Verdict::kCannotTell;
    ASSIGN_OR_RETURN(const auto now, Take(asker));
    if (!now) return Verdict::kCannotTell;
    if (*now == before) {
      // A mutation that was killed is forgotten, and the parts that were done by then stay.
      ASSIGN_OR_RETURN(
          const auto mutated,
          asker.Number(fmt::format("SELECT count() FROM {} AND data_version > {} AND data_version "
                                   "!= min_block_number",
                                   ActivePartsOf(table_), ToNumber(before[0])),
                       "system.parts"));
      if (mutated != 0) return Verdict::kCannotTell;
      asker.Note(fmt::format("{} has no mutation that it had not before it", DisplayName(table_)));
      return Verdict::kAsItWas;
    }
    ASSIGN_OR_RETURN(
        const auto done,
        asker.Number(Select("min(is_done)") +
                         fmt::format(" AND toUInt64OrZero(extract(mutation_id, '[0-9]+')) > {}",
                                     ToNumber(before[0])),
                     "system.mutations"));
    const bool has_patch = (*now)[1] != before[1];
    if (!done || has_patch || (*now)[0] == before[0]) return Verdict::kCannotTell;
    asker.Note(fmt::format("{} has a mutation that it had not before it, which is {}done",
                           DisplayName(table_), *done == 1 ? "" : "not "));
    return *done == 1 ? Verdict::kChanged : Verdict::kCannotTell;
  }

 private:
  std::string Select(std::string_view what) const {
    return fmt::format("SELECT {} FROM system.mutations WHERE database = {} AND table = {}", what,
                       DatabaseExpression(table_.database), sql::QuoteString(table_.name));
  }

  sql::ObjectName table_;
};

bool IsMutatingAction(const sql::AlterAction& action) {
  return action.kind == AlterActionKind::kUpdate || action.kind == AlterActionKind::kDelete ||
         action.kind == AlterActionKind::kMaterialize || action.kind == AlterActionKind::kClearPart;
}

}  // namespace

std::unique_ptr<BeforeImage> PartitionBefore(const sql::StatementFacts& facts) {
  if (facts.verb != sql::Verb::kAlter || !IsOfOneTable(facts) || facts.actions.size() != 1)
    return nullptr;
  const sql::AlterAction& action = facts.actions.front();
  const bool has_other = !action.other.name.empty();
  // `PARTITION ALL`, and the parts of a folder of detached ones, are no partition.
  if (action.partition.empty() || action.partition == "ALL") return nullptr;
  switch (action.kind) {
    case AlterActionKind::kAttachPartition:
    case AlterActionKind::kReplacePartition:
    case AlterActionKind::kMovePartition:  // without a table it moves to a disk
      if (!has_other) return nullptr;
      break;
    case AlterActionKind::kDropPartition:
    case AlterActionKind::kDetachPartition:
      break;
    default:
      return nullptr;
  }
  return std::make_unique<Partition>(facts.objects[0], action);
}

std::unique_ptr<BeforeImage> MutationsBefore(const sql::StatementFacts& facts) {
  if (facts.verb != sql::Verb::kAlter || !IsOfOneTable(facts) || facts.actions.empty() ||
      !std::ranges::all_of(facts.actions, IsMutatingAction)) {
    return nullptr;
  }
  return std::make_unique<Mutations>(facts.objects[0]);
}

}  // namespace housewright::exec

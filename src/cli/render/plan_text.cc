// Plans as text: for `plan` and before a run.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/render/text.h"
#include "sql/statement_facts.h"

namespace housewright::cli {
namespace {

// "0002 xapi" or the bootstrap file.
std::string StepTitle(const plan::PlannedStep& step) {
  if (step.kind == plan::StepKind::kBootstrap) return step.file;
  return fmt::format("{} {}", step.id.text(), step.service);
}

std::string StepLine(const plan::PlannedStep& step, const Style& style) {
  std::string line = "  " + style.Bold(StepTitle(step));
  if (step.kind == plan::StepKind::kDowngrade) line += "  undo:";
  if (step.kind != plan::StepKind::kBootstrap) line += "  " + step.message;
  if (step.already_done > 0) {
    line +=
        fmt::format(" ({} of {} done already)", step.already_done, Count(step.total, "statement"));
  }
  return line;
}

// "3 metadata, 1 data, 2 left out"
std::string ClassesText(const plan::PlannedStep& step, const Style& style) {
  if (step.statements.empty()) return "a no-op";
  std::vector<std::pair<std::string, std::size_t>> counts;  // in the order in which they come
  const auto add = [&counts](std::string name) {
    const auto found = std::ranges::find(counts, name, &decltype(counts)::value_type::first);
    if (found == counts.end()) {
      counts.emplace_back(std::move(name), 1);
    } else {
      ++found->second;
    }
  };
  for (const plan::PlannedStatement& planned : step.statements) {
    const auto cls = planned.statement.facts.statement_class;
    add(planned.left_out ? "left out" : std::string(sql::StatementClassName(cls)));
  }
  std::vector<std::string> parts;
  for (const auto& [name, count] : counts) {
    const std::string part = fmt::format("{} {}", count, name);
    const bool warns =
        name == "left out" || name == sql::StatementClassName(sql::StatementClass::kDestructive);
    parts.push_back(warns ? style.Yellow(part) : part);
  }
  return Join(parts, ", ");
}

// "  by the partitions of xapi.events, 3 of 12 done already"
std::string ChunksText(const plan::PlannedChunks& chunks) {
  const sql::ObjectName& source = chunks.source;
  std::string text = fmt::format("  by the partitions of {}{}{}", source.database,
                                 source.database.empty() ? "" : ".", source.name);
  if (!chunks.finished.empty()) {
    text += fmt::format(", {} of {} done already", chunks.finished.size(), chunks.total);
  }
  return text;
}

}  // namespace

std::string PlanSummary(const plan::Plan& plan, const Style& style) {
  std::string out;
  for (const plan::PlannedStep& step : plan.steps) {
    if (!out.empty()) out += '\n';
    out += StepLine(step, style);
  }
  return out;
}

std::string PlanText(const plan::Plan& plan, const Style& style) {
  std::string out;
  for (const plan::PlannedStep& step : plan.steps) {
    out += StepLine(step, style) + ": " + ClassesText(step, style);
    if (!step.reason.empty()) out += style.Dim(fmt::format("  [{}]", step.reason));
    out += '\n';
  }
  return out;
}

std::string PlanDetails(const plan::Plan& plan, const Style& style) {
  std::string out;
  for (const plan::PlannedStep& step : plan.steps) {
    out += StepLine(step, style);
    if (!step.reason.empty()) out += style.Dim(fmt::format("  [{}]", step.reason));
    out += '\n';
    if (step.statements.empty()) out += "    no statement: a no-op\n";
    for (const plan::PlannedStatement& planned : step.statements) {
      const sql::StatementFacts& facts = planned.statement.facts;
      const std::string_view cls = sql::StatementClassName(facts.statement_class);
      std::string line = fmt::format("    {}/{}  {:<11}  {}", planned.index, step.total, cls,
                                     sql::Summarize(facts));
      if (planned.chunks) line += ChunksText(*planned.chunks);
      if (planned.left_out) line += style.Yellow(fmt::format("  left out: {}", *planned.left_out));
      if (!planned.reason.empty() && planned.reason != step.reason)
        line += style.Dim(fmt::format("  [{}]", planned.reason));
      out += line + '\n';
    }
  }
  return out;
}

std::string DestructionText(const plan::Plan& plan, const Style& style) {
  std::string out;
  for (const plan::PlannedStep& step : plan.steps) {
    for (const plan::PlannedStatement& planned : step.statements) {
      const sql::StatementFacts& facts = planned.statement.facts;
      if (planned.left_out || facts.statement_class != sql::StatementClass::kDestructive) continue;
      if (out.empty()) out = style.Yellow("this destroys data:");
      out += fmt::format("\n  {}  {}", step.id.text(), sql::Summarize(facts));
    }
  }
  return out;
}

}  // namespace housewright::cli

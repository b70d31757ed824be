#pragma once

// The text forms, in the formats that an Alembic user knows where Alembic has them.

#include <string>

#include "base/error.h"
#include "cli/outcome.h"
#include "cli/render/style.h"
#include "cli/render/views.h"

namespace housewright::cli {

// "0001 -> 0002 (xapi) (head), Create the raw xAPI events table"
std::string HistoryLine(const RevisionView& view);
// "0002 (xapi) (head)"
std::string HeadLine(const RevisionView& view);
// The branch point and a line "     -> 0002 (xapi) (head)" for each that follows it; `verbose`: its
// entry, and the lines with their messages.
std::string BranchText(const BranchView& branch, const Style& style, bool verbose);
// "Rev: 0002 (head)", "Parent: 0001", ..., the message indented
std::string VerboseEntry(const RevisionView& view, const Style& style);

// One line for each step: its statements by class, and its reason.
std::string PlanText(const plan::Plan& plan, const Style& style);
// The statements of a plan with their class and reason, one line each, grouped by step.
std::string PlanDetails(const plan::Plan& plan, const Style& style);
// The steps only: what `upgrade` says before it begins.
std::string PlanSummary(const plan::Plan& plan, const Style& style);
// Grouped by reason; empty where nothing was left out. Where a reason has many statements, they are
// counted by file; kEach names each of them all the same.
enum class LeftOutDetail : std::uint8_t { kShort, kEach };
std::string LeftOutText(const std::vector<LeftOutView>& left_out, const Style& style,
                        LeftOutDetail detail = LeftOutDetail::kShort);
// What a downgrade destroys, one line each; empty where nothing.
std::string DestructionText(const plan::Plan& plan, const Style& style);
std::string StatusText(const StatusView& status, const Style& style);

// Error::ToString with the first word coloured and the rule's name behind a finding.
std::string ErrorText(const Error& error, const Style& style);
std::string DiagnosticText(const Diagnostic& diagnostic, const Style& style);

}  // namespace housewright::cli

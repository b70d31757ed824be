#include "cli/render/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "exec/unit.h"

namespace housewright::cli {
namespace {

std::string Marks(const RevisionView& view, bool points) {
  std::string marks;
  if (view.effective_head) {
    marks += " (effective head)";
  } else if (view.head) {
    marks += " (head)";
  }
  if (view.current.value_or(false)) marks += " (current)";
  if (points && view.branchpoint) marks += " (branchpoint)";
  if (points && view.mergepoint) marks += " (mergepoint)";
  return marks;
}

constexpr std::size_t kMostLeftOutNamed = 5;

// "\n  8 of bootstrap/0002_users.sql", one line for each file.
std::string CountByFile(const std::vector<LeftOutView>& left_out, const std::string& reason) {
  std::map<std::string, std::size_t> counts;
  for (const LeftOutView& one : left_out) {
    if (one.reason == reason) ++counts[one.file];
  }
  std::string out;
  for (const auto& [file, count] : counts) out += fmt::format("\n  {} of {}", count, file);
  return out;
}

std::string Labels(const RevisionView& view) {
  std::vector<std::string> labels = {view.service};
  labels.insert(labels.end(), view.labels.begin(), view.labels.end());
  return Join(labels, ", ");
}

}  // namespace

std::string HistoryLine(const RevisionView& view) {
  std::string from = view.parents.empty() ? "<base>" : Join(view.parents, ", ");
  if (!view.depends_on.empty()) from += fmt::format(" ({})", Join(view.depends_on, ", "));
  return fmt::format("{} -> {} ({}){}, {}", from, view.id, Labels(view), Marks(view, true),
                     view.message);
}

std::string HeadLine(const RevisionView& view) {
  return fmt::format("{} ({}){}", view.id, Labels(view), Marks(view, false));
}

std::string BranchText(const BranchView& branch, const Style& style, bool verbose) {
  const RevisionView& point = branch.point;
  std::string out = verbose ? VerboseEntry(point, style)
                            : fmt::format("{} ({}){}", point.id, Labels(point), Marks(point, true));
  out += '\n';
  for (const RevisionView& child : branch.children) {
    out += fmt::format("{} -> {} ({}){}{}\n", std::string(point.id.size(), ' '), child.id,
                       Labels(child), Marks(child, true), verbose ? ", " + child.message : "");
  }
  return out;
}

std::string VerboseEntry(const RevisionView& view, const Style& style) {
  std::string marks = view.effective_head ? " (effective head)" : view.head ? " (head)" : "";
  if (view.branchpoint) marks += " (branchpoint)";
  if (view.mergepoint) marks += " (mergepoint)";
  if (view.current.value_or(false)) marks += " (current)";
  std::string out = fmt::format("Rev: {}{}\n", style.Bold(view.id), marks);
  if (view.mergepoint) {
    out += fmt::format("Merges: {}\n", Join(view.parents, ", "));
  } else {
    out += fmt::format("Parent: {}\n", view.parents.empty() ? "<base>" : view.parents.front());
  }
  if (!view.depends_on.empty()) {
    out += fmt::format("Also depends on: {}\n", Join(view.depends_on, ", "));
  }
  if (view.branchpoint) out += fmt::format("Branches into: {}\n", Join(view.children, ", "));
  out += fmt::format("Branch names: {}\n", Labels(view));
  out += fmt::format("Path: {}\n", view.path);
  if (!view.created.empty()) out += fmt::format("Created: {}\n", view.created);
  out += fmt::format("Released: {}\n", view.released ? "yes" : "no");
  out += fmt::format("Hash: {}\n", view.hash);
  return out + fmt::format("\n    {}\n", view.message);
}

std::string LeftOutText(const std::vector<LeftOutView>& left_out, const Style& style,
                        LeftOutDetail detail) {
  std::vector<std::string> reasons;  // in the order in which they come first
  for (const LeftOutView& one : left_out) {
    if (std::ranges::find(reasons, one.reason) == reasons.end()) reasons.push_back(one.reason);
  }
  std::string out;
  for (const std::string& reason : reasons) {
    const auto count =
        static_cast<std::size_t>(std::ranges::count(left_out, reason, &LeftOutView::reason));
    if (!out.empty()) out += '\n';
    out += style.Yellow("left out") + fmt::format(": {}, {}", Count(count, "statement"), reason);
    if (count > kMostLeftOutNamed && detail == LeftOutDetail::kShort) {
      out += CountByFile(left_out, reason);
      continue;
    }
    for (const LeftOutView& one : left_out) {
      if (one.reason == reason)
        out += fmt::format("\n  {}:{}  {}", one.file, one.line, one.summary);
    }
  }
  return out;
}

std::string ErrorText(const Error& error, const Style& style) {
  std::string text = error.ToString();
  if (!style.color()) return text;
  return style.Red("error:") + style.Bold(" " + error.message()) +
         text.substr(std::min(text.size(), 7 + error.message().size()));
}

std::string DiagnosticText(const Diagnostic& diagnostic, const Style& style) {
  const bool is_error = diagnostic.severity == Severity::kError;
  const std::string severity = is_error ? "error" : "warning";
  std::string text = diagnostic.error.ToString(severity);
  // The rule's name goes behind the message, which may have several lines.
  const std::size_t message_end = severity.size() + 2 + diagnostic.error.message().size();
  text.insert(std::min(message_end, text.size()), style.Dim(fmt::format(" [{}]", diagnostic.rule)));
  if (!style.color()) return text;
  const std::string head = severity + ":";
  return (is_error ? style.Red(head) : style.Yellow(head)) + text.substr(head.size());
}

std::string StatusText(const StatusView& status, const Style& style) {
  std::string out = fmt::format("target:   {}\n", status.display);
  if (!status.server_version.empty())
    out += fmt::format("server:   ClickHouse {}\n", status.server_version);
  out += fmt::format("journal:  {}.{}{}\n", status.journal_database, status.journal_table,
                     status.journal_exists ? "" : " (not there yet)");
  out += fmt::format("applied:  {} of {}\n", status.applied, Count(status.total, "revision"));
  if (!status.pending.empty()) {
    out += fmt::format("pending:  {}\n", Count(status.pending.size(), "revision"));
    for (const RevisionView& view : status.pending) {
      out += fmt::format("  {} {}  {}\n", view.id, view.service, view.message);
    }
  }
  if (!status.unknown.empty()) {
    out += fmt::format("unknown:  {}\n", Join(status.unknown, ", "));
  }
  if (!status.edited.empty()) {
    out += style.Yellow("edited:") +
           fmt::format("   {} since applied; see `housewright verify --target {}`\n",
                       Join(status.edited, ", "), status.target);
  }
  for (const auto& [id, progress] : status.half_way) {
    out += style.Yellow("half-way:") + fmt::format(" {} {}, {} of {} done\n", id.text(),
                                                   DirectionName(progress.direction), progress.done,
                                                   Count(progress.total, "statement"));
    if (progress.chunks) {
      out += fmt::format("  statement {}: {} of {} done\n", progress.done + 1,
                         progress.chunks->finished.size(), Count(progress.chunks->total, "chunk"));
    }
    if (progress.failed_index != 0) {
      out += fmt::format("  statement {} failed: {}\n", progress.failed_index, progress.last_error);
    }
    for (const revision::Progress::Open& open : progress.open) {
      const std::string chunk =
          open.chunk.empty() ? ""
                             : exec::ChunkName(open.chunk, open.chunk_number, open.chunks) + " of ";
      out += fmt::format("  {}statement {} is open: its outcome is unknown (query id {})\n", chunk,
                         open.index, open.query_id);
    }
  }
  for (const LockView& lock : status.locks) {
    out += lock.is_abandoned
               ? fmt::format("lock:     left behind by {}; the next run takes it over\n", lock.text)
               : style.Yellow("running:") + fmt::format("  {}\n", lock.text);
  }
  if (status.last_run) {
    const LastRunView& run = *status.last_run;
    out += fmt::format("last run: {} by {}, {} to {} UTC{}\n", run.command, run.by, run.began,
                       run.last_entry,
                       run.is_on   ? ", goes on"
                       : run.ended ? ""
                                   : ", did not end by itself");
  }
  return out;
}

}  // namespace housewright::cli

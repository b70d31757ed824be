#include "cli/new_revision.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace housewright::cli {
namespace {

std::vector<std::string> TextsOf(const std::vector<revision::RevisionId>& ids) {
  std::vector<std::string> texts;
  for (const revision::RevisionId& id : ids) texts.push_back(id.text());
  return texts;
}

std::string StatementsText(const std::vector<std::string>& statements) {
  std::string text;
  for (const std::string& statement : statements) text += statement + ";\n";
  return text;
}

}  // namespace

revision::RevisionId NextSequentialId(const std::vector<project::RevisionFile>& revisions) {
  std::uint64_t largest = 0;
  std::size_t width = 4;
  const auto look_at = [&](const std::string& text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    // Hex ids can look like huge numbers; a sequence is not continued from those.
    if (error != std::errc() || stopped != end || text.size() > 9) return;
    largest = std::max(largest, number);
    width = std::max(width, text.size());
  };
  for (const project::RevisionFile& file : revisions) {
    look_at(file.id.text());
    for (const revision::RevisionId& id : file.replaces) look_at(id.text());  // never taken again
  }
  return revision::RevisionId(fmt::format("{:0{}}", largest + 1, width));
}

std::string FileNameOf(const NewRevision& revision, const project::Config& config,
                       const CivilTime& time) {
  return config.file_template.Format(
      {.rev = revision.id.text(),
       .slug = project::SlugOf(revision.message, config.truncate_slug_length),
       .year = time.year,
       .month = time.month,
       .day = time.day,
       .hour = time.hour,
       .minute = time.minute,
       .second = time.second,
       .epoch = time.epoch});
}

Result<CivilTime> TimeOfNewRevision(const Context& context, const project::Config& config) {
  Result<CivilTime> time = TimeIn(config.timezone, context.io.clock.Now(), LookUpZone);
  if (time) return time;
  return Fail(std::move(time).error().At(config.timezone_where));
}

std::string RevisionText(const NewRevision& revision) {
  std::string text = fmt::format("-- revision: {}\n", revision.id.text());
  text += fmt::format("-- down_revision: {}\n",
                      revision.parents.empty() ? "none" : Join(TextsOf(revision.parents), ", "));
  if (!revision.depends_on.empty()) {
    text += fmt::format("-- depends_on: {}\n", Join(revision.depends_on, ", "));
  }
  if (!revision.labels.empty()) {
    text += fmt::format("-- branch_labels: {}\n", Join(revision.labels, ", "));
  }
  if (!revision.replaces.empty())
    text += fmt::format("-- replaces: {}\n", Join(TextsOf(revision.replaces), ", "));
  text += fmt::format("-- message: {}\n-- created: {}\n", revision.message, revision.created);
  if (revision.no_op) {
    return text + fmt::format("\n-- +upgrade\n-- no-op: {0}\n\n-- +downgrade\n-- no-op: {0}\n",
                              *revision.no_op);
  }
  if (!revision.upgrade.empty()) {
    return text + "\n-- +upgrade\n" + StatementsText(revision.upgrade) + "\n-- +downgrade\n" +
           StatementsText(revision.downgrade);
  }
  text +=
      "\n-- +upgrade\n"
      "-- Write here the statements that make the change, each ended by a semicolon.\n"
      "-- Where there is nothing to do, say so in a line `no-op: reason` behind two dashes.\n"
      "\n-- +downgrade\n"
      "-- Write here the statements that undo it, the last one first.\n"
      "-- Where that cannot be, say so in a line `irreversible: reason` behind two dashes.\n";
  return text;
}

RevisionView ViewOf(const NewRevision& revision, const std::string& path) {
  RevisionView view;
  view.id = revision.id.text();
  view.service = revision.service;
  view.parents = TextsOf(revision.parents);
  view.depends_on = revision.depends_on;
  view.labels = revision.labels;
  view.message = revision.message;
  view.created = revision.created;
  view.path = path;
  view.head = true;
  view.mergepoint = revision.parents.size() > 1;
  return view;
}

}  // namespace housewright::cli

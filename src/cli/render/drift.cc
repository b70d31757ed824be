#include "cli/render/drift.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace housewright::cli {
namespace {

using schema::Change;
using schema::ChangeKind;
using DriftJsonValue = nlohmann::ordered_json;

std::string SideText(std::string_view indent, std::string_view side, const std::string& text) {
  return fmt::format("{}{:<10}{}\n", indent, std::string(side) + ":", text.empty() ? "-" : text);
}

DriftJsonValue TextOrNull(const std::string& text, const project::Redactor& redactor) {
  return text.empty() ? DriftJsonValue(nullptr) : DriftJsonValue(redactor.Redact(text));
}

DriftJsonValue ChangeJson(const Change& change, const project::Redactor& redactor) {
  DriftJsonValue json = {{"kind", schema::ChangeKindName(change.kind)},
                         {"object", change.object_kind},
                         {"name", change.name},
                         {"expected", TextOrNull(change.expected, redactor)},
                         {"actual", TextOrNull(change.actual, redactor)},
                         {"parts", DriftJsonValue::array()}};
  for (const schema::PartChange& part : change.parts) {
    json["parts"].push_back({{"part", part.part},
                             {"expected", TextOrNull(part.expected, redactor)},
                             {"actual", TextOrNull(part.actual, redactor)}});
  }
  return json;
}

std::string PlaceOf(const rehearse::NotReplayed& one) {
  return fmt::format("{}:{}", one.file, one.line);
}

}  // namespace

std::string DifferenceText(const Change& change) {
  if (change.kind == ChangeKind::kMissing) {
    return fmt::format("{} {} is missing\n{}", change.object_kind, change.name,
                       SideText("  ", "expected", change.expected));
  }
  if (change.kind == ChangeKind::kExtra) {
    return fmt::format("{} {} is not from a revision\n{}", change.object_kind, change.name,
                       SideText("  ", "actual", change.actual));
  }
  std::string text = fmt::format("{} {} differs\n", change.object_kind, change.name);
  for (const schema::PartChange& part : change.parts) {
    text += fmt::format("  {}\n{}{}", part.part, SideText("    ", "expected", part.expected),
                        SideText("    ", "actual", part.actual));
  }
  return text;
}

std::string BegunText(const rehearse::BegunRevision& begun) {
  const std::string left = begun.differences == 0 ? "nothing differs"
                           : begun.differences == 1
                               ? "1 object differs"
                               : fmt::format("{} objects differ", begun.differences);
  return fmt::format(
      "revision {} seems to be {} here, though nothing says so: with {} of its {} done, {}",
      begun.revision, begun.statements == begun.of ? "applied" : "half-way", begun.statements,
      Count(begun.of, "statement"), left);
}

std::string DriftText(const rehearse::DriftReport& report, const project::Redactor& redactor) {
  std::string text;
  for (const Change& change : report.differences) text += DifferenceText(change);
  for (const rehearse::NotReplayed& one : report.not_replayed) {
    text += fmt::format("not compared: {} ({}): {}\n", one.summary, PlaceOf(one), one.reason);
  }
  if (!report.unknown.empty()) {
    text += fmt::format("not from a revision: {}\n", Count(report.unknown.size(), "object"));
    for (const Change& change : report.unknown)
      text += fmt::format("  {} {}\n", change.object_kind, change.name);
  }
  if (report.begun) text += BegunText(*report.begun) + "\n";
  return redactor.Redact(text);
}

std::string DriftClosing(const rehearse::DriftReport& report) {
  if (report.differences.empty()) {
    return report.objects == 0 ? "no difference: the revisions made nothing"
                               : fmt::format("no difference: {} as the revisions made {}",
                                             Count(report.objects, "object") +
                                                 (report.objects == 1 ? " is" : " are"),
                                             report.objects == 1 ? "it" : "them");
  }
  return fmt::format("{} from what the revisions made",
                     report.differences.size() == 1
                         ? "1 object differs"
                         : fmt::format("{} objects differ", report.differences.size()));
}

std::string DriftJson(const std::string& target, const rehearse::DriftReport& report, bool drifted,
                      const project::Redactor& redactor) {
  DriftJsonValue json = {{"command", "drift"},
                         {"target", target},
                         {"drift", drifted},
                         {"databases", report.databases},
                         {"objects", report.objects},
                         {"differences", DriftJsonValue::array()},
                         {"not_from_a_revision", DriftJsonValue::array()},
                         {"not_compared", DriftJsonValue::array()},
                         {"begun", nullptr}};
  for (const Change& change : report.differences)
    json["differences"].push_back(ChangeJson(change, redactor));
  for (const Change& change : report.unknown)
    json["not_from_a_revision"].push_back(ChangeJson(change, redactor));
  for (const rehearse::NotReplayed& one : report.not_replayed) {
    json["not_compared"].push_back({{"statement", one.summary},
                                    {"place", PlaceOf(one)},
                                    {"reason", redactor.Redact(one.reason)}});
  }
  if (report.begun) {
    json["begun"] = {{"revision", report.begun->revision},
                     {"statements", report.begun->statements},
                     {"of", report.begun->of},
                     {"differences", report.begun->differences}};
  }
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace housewright::cli

#include "interop/revision_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file_system.h"
#include "base/text.h"
#include "interop/sql_writer.h"
#include "project/template.h"

namespace housewright::interop {
namespace {

constexpr std::size_t kLongestSlug = 60;
constexpr std::size_t kMostStubLines = 60;

// What may stand behind `-- key: `: one line, and no " -- ", which would end it.
std::string HeaderValue(std::string_view text) {
  std::string value;
  for (const char c : text) value += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  while (value.find("--") != std::string::npos) value = ReplaceAll(std::move(value), "--", "-");
  return std::string(Trim(value));
}

void AppendHeader(std::string& out, std::string_view key, std::string_view value) {
  const std::string text = HeaderValue(value);
  if (!text.empty()) out += fmt::format("-- {}: {}\n", key, text);
}

// `-- | line`: a comment that nobody takes for a header line or an annotation.
std::string Quoted(std::string_view text, std::size_t most_lines) {
  std::size_t indentation = std::string::npos;
  const std::string plain = ReplaceAll(ReplaceAll(std::string(text), "\r\n", "\n"), "\r", "\n");
  const std::vector<std::string_view> lines = Split(plain, '\n');
  for (const std::string_view line : lines) {
    const std::size_t blanks = line.find_first_not_of(' ');
    if (blanks != std::string_view::npos) indentation = std::min(indentation, blanks);
  }
  std::string out;
  std::size_t written = 0;
  for (const std::string_view line : lines) {
    if (Trim(line).empty()) continue;
    if (++written > most_lines) return out + "-- | ...\n";
    out += fmt::format("-- | {}\n", line.substr(std::min(indentation, line.size())));
  }
  return out;
}

std::string ItemText(const ImportedItem& item, const std::string& file) {
  if (item.kind != ImportedItem::Kind::kStub) return item.text;
  return fmt::format("-- stub: {}:{}: {}\n{}", HeaderValue(file), item.line,
                     HeaderValue(item.reason), Quoted(item.text, kMostStubLines));
}

std::string PartText(const ImportedPart& part, const std::string& file) {
  if (part.irreversible)
    return fmt::format("-- irreversible: {}\n", HeaderValue(*part.irreversible));
  if (part.items.empty()) return fmt::format("-- no-op: {}\n", HeaderValue(part.nothing));
  std::string out;
  bool after_sql = false;
  for (const ImportedItem& item : part.items) {
    // A blank line behind statements: rows of INSERT ... FORMAT end there.
    if (after_sql) out += '\n';
    out += ItemText(item, file);
    if (!out.ends_with('\n')) out += '\n';
    after_sql = item.kind == ImportedItem::Kind::kSql || item.kind == ImportedItem::Kind::kStub;
  }
  return out;
}

std::string_view NameOfFile(const AlembicRevision& revision) {
  std::string_view name = FileName(revision.source.file());
  if (name.ends_with(".py")) name.remove_suffix(3);
  return name;
}

// "create_orders" of 27c6a30d7c24_create_orders.py and of 2023-04-05_27c6a30d7c24_create_orders.py.
std::string_view WordsOfFile(const AlembicRevision& revision) {
  const std::string_view name = NameOfFile(revision);
  const std::string prefix = revision.id + "_";
  const std::size_t at = name.find(prefix);
  const bool found = at != std::string_view::npos &&
                     (at == 0 || !project::IsWordByte(name[at - 1]) || name[at - 1] == '_');
  return found ? name.substr(at + prefix.size()) : std::string_view{};
}

}  // namespace

std::string RevisionFileName(const AlembicRevision& revision) {
  std::string_view words = WordsOfFile(revision);
  if (words.empty()) words = revision.message;
  if (words.empty()) words = NameOfFile(revision);
  std::string slug;
  for (const char c : words) {
    if (project::IsWordByte(c)) {
      slug += c;
    } else if (!slug.empty() && !slug.ends_with('_')) {
      slug += '_';
    }
    if (slug.size() == kLongestSlug) break;
  }
  while (slug.ends_with('_')) slug.pop_back();
  return fmt::format("{}_{}.sql", revision.id, slug.empty() ? "revision" : slug);
}

std::string RevisionText(const AlembicRevision& revision, const std::string& service) {
  std::vector<std::string> labels = revision.branch_labels;
  std::erase(labels, service);
  std::string out = fmt::format("-- revision: {}\n", revision.id);
  out += fmt::format("-- down_revision: {}\n",
                     revision.down_revision.empty() ? "none" : Join(revision.down_revision, ", "));
  AppendHeader(out, "depends_on", Join(revision.depends_on, ", "));
  AppendHeader(out, "branch_labels", Join(labels, ", "));
  AppendHeader(out, "message",
               revision.message.empty() ? ReplaceAll(std::string(WordsOfFile(revision)), "_", " ")
                                        : revision.message);
  AppendHeader(out, "created", revision.created);
  out += Quoted(revision.about, kMostStubLines);
  out += fmt::format("-- | from {}\n", HeaderValue(revision.source.file()));
  out += "\n-- +upgrade\n" + PartText(revision.upgrade, revision.source.file());
  out += "\n-- +downgrade\n" + PartText(revision.downgrade, revision.source.file());
  return out;
}

}  // namespace housewright::interop

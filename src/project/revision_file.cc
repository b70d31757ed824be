#include "project/revision_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/file_system.h"
#include "base/text.h"
#include "project/diagnostics.h"
#include "project/revision_header.h"
#include "project/revision_parser.h"

namespace housewright::project {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kUpgrade = "-- +upgrade";
constexpr std::string_view kDowngrade = "-- +downgrade";

struct Marker {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;  // behind the line's end
  bool found() const { return begin != std::string_view::npos; }
};

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

bool BeginsLine(std::string_view text, std::size_t at, std::size_t text_begin) {
  while (at > text_begin && IsBlank(text[at - 1])) --at;
  return at == text_begin || text[at - 1] == '\n' || text[at - 1] == '\r';
}

class Parser {
 public:
  Parser(std::string service, const SourceText& source, RevisionScratch& scratch)
      : source_(source), text_(source.text()), scratch_(scratch) {
    file_.service = std::move(service);
    file_.path = source.file();
    file_.source = source;
  }

  ParsedRevisionFile Run() {
    const std::size_t begin = text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    FindMarkers(begin);
    const std::size_t header_end = std::min({upgrade_.begin, downgrade_.begin, text_.size()});
    const bool has_id = ReadHeader(file_, begin, header_end, scratch_.file_names, diagnostics_);
    if (has_id) CheckFileName();
    ReadParts();
    ParsedRevisionFile result{.file = std::nullopt, .diagnostics = std::move(diagnostics_)};
    if (has_id) result.file = std::move(file_);
    return result;
  }

 private:
  void FindMarkers(std::size_t begin) {
    for (std::size_t at = text_.find("--", begin); at != std::string_view::npos;
         at = text_.find("--", at)) {
      const std::size_t plus = std::min(text_.find_first_not_of(" \t", at + 2), text_.size());
      if (plus == text_.size() || text_[plus] != '+' || !BeginsLine(text_, at, begin)) {
        at += 2;
        continue;
      }
      const std::size_t line_end = EndOfLine(text_, at);
      TakeMarker(at, Trim(text_.substr(at, line_end - at)), LineEnd(line_end));
      at = line_end;
    }
  }

  std::size_t LineEnd(std::size_t at) const {
    if (text_.substr(at).starts_with("\r\n")) return at + 2;
    return std::min(at + 1, text_.size());
  }

  void TakeMarker(std::size_t begin, std::string_view line, std::size_t end) {
    if (line != kUpgrade && line != kDowngrade) {
      const std::vector<std::string> known = {"upgrade", "downgrade"};
      const std::string_view word = Trim(line.substr(line.find('+') + 1));
      const std::vector<std::string> near = NearestNames(word, known, 1);
      if (near.empty()) return;  // a comment that begins with a plus
      return Refuse("marker", begin, line.size(), fmt::format("unknown marker '{}'", line),
                    fmt::format("write -- +{}", near[0]));
    }
    Marker& marker = line == kUpgrade ? upgrade_ : downgrade_;
    if (marker.found()) {
      return Refuse("marker", begin, line.size(), fmt::format("a second '{}'", line),
                    "remove one of the two");
    }
    marker = {.begin = begin, .end = end};
  }

  void CheckFileName() {
    const FileTemplate& names = scratch_.file_names;
    if (names.Find(file_.path, file_.id.text())) return;
    // A file whose name fits no pattern is a finding of its own.
    const std::optional<std::string_view> named = names.IdOf(file_.path);
    if (!named) return;
    const std::string_view name = FileName(file_.path);
    const auto begin = static_cast<std::size_t>(named->data() - file_.path.data());
    const bool in_name = begin >= file_.path.size() - name.size();
    std::string renamed = file_.path;
    renamed.replace(begin, named->size(), file_.id.text());
    Report(diagnostics_,
           {.rule = "file-name",
            .message = fmt::format("the header says revision {}, the file name says {}",
                                   file_.id.text(), *named),
            .advice = fmt::format("rename the file to {}, or correct the header",
                                  in_name ? FileName(renamed) : renamed)},
           file_.WhereHeader("revision"));
  }

  void ReadParts() {
    if (upgrade_.found() && downgrade_.found() && downgrade_.begin < upgrade_.begin) {
      Refuse("marker", downgrade_.begin, kDowngrade.size(), "'-- +downgrade' before '-- +upgrade'",
             "write the upgrade part first");
    }
    BeginHash();
    scratch_.needs_check = false;
    scratch_.names.clear();
    if (upgrade_.found()) {
      ReadPart(upgrade_, 'u', file_.upgrade);
    } else {
      Report(diagnostics_,
             {.rule = "missing-upgrade",
              .message = "no '-- +upgrade' line",
              .advice = "write -- +upgrade on a line of its own before the statements"},
             file_.WhereHeader("revision"));
    }
    if (downgrade_.found()) {
      ReadPart(downgrade_, 'd', file_.downgrade);
    } else {
      Report(diagnostics_,
             {.rule = "missing-downgrade",
              .message = "no '-- +downgrade' line",
              .advice = "write -- +downgrade and what undoes the upgrade, or -- no-op: reason, or "
                        "-- irreversible: reason behind it"},
             file_.WhereHeader("revision"));
    }
    file_.hash = HashOf(scratch_.records.bytes());
  }

  void BeginHash() {
    HashRecords& records = scratch_.records;
    records.Clear();
    records.Add('h', "housewright revision 1");
    records.Add('h', file_.id.text());
    AddSorted('p', file_.down_revision,
              [](const revision::RevisionId& id) -> std::string_view { return id.text(); });
    const auto as_is = [](const std::string& text) -> std::string_view { return text; };
    AddSorted('n', file_.depends_on, as_is);
    AddSorted('l', file_.labels, as_is);
  }

  // The order in which parents, dependencies and labels are written does not count.
  template <class T, class ToText>
  void AddSorted(char tag, const std::vector<T>& items, ToText to_text) {
    if (items.size() == 1) return scratch_.records.Add(tag, to_text(items[0]));
    std::vector<std::string_view> texts;
    for (const T& item : items) texts.push_back(to_text(item));
    std::ranges::sort(texts);
    for (const std::string_view text : texts) scratch_.records.Add(tag, text);
  }

  void ReadPart(const Marker& marker, char tag, RevisionPart& part) {
    const Marker& other = tag == 'u' ? downgrade_ : upgrade_;
    part.marker = marker.begin;
    part.begin = marker.end;
    part.end = other.found() && other.begin > marker.begin ? other.begin : text_.size();
    scratch_.records.Add(tag, {});
    PartScan& scan = scratch_.scan;
    scan.Clear();
    ScanPart(source_, part.begin, part.end, scratch_.records, scan);
    scratch_.needs_check = scratch_.needs_check || scan.needs_check;
    scratch_.names.insert(scratch_.names.end(), scan.names.begin(), scan.names.end());
    TakeStatute(scan.no_op, "no-op", scan, part.no_op);
    TakeStatute(scan.irreversible, "irreversible", scan, part.irreversible);
    if (tag == 'u' && scan.irreversible) {
      RefuseStatute(*scan.irreversible, "irreversible",
                    "'-- irreversible:' stands in the upgrade part",
                    "write it behind -- +downgrade");
    }
    for (const Statute& stub : scan.stubs) {
      RefuseStatute(
          stub, "import-stub", fmt::format("an import left a stub here: {}", stub.reason),
          "write the SQL that does the same, or -- no-op: reason, and remove the -- stub: "
          "line");
    }
    if (part.no_op) scratch_.records.Add('n', {});
    if (part.irreversible) scratch_.records.Add('x', {});
    if (scan.has_statement || part.no_op || part.irreversible || !scan.stubs.empty()) return;
    Refuse("empty-part", marker.begin, tag == 'u' ? kUpgrade.size() : kDowngrade.size(),
           fmt::format("the {} part is empty", tag == 'u' ? "upgrade" : "downgrade"),
           tag == 'u' ? "write its statements, or -- no-op: reason"
                      : "write what undoes the upgrade, or -- no-op: reason, or -- irreversible: "
                        "reason");
  }

  void TakeStatute(const std::optional<Statute>& statute, std::string_view key,
                   const PartScan& scan, std::optional<std::string>& reason) {
    if (!statute) return;
    reason = std::string(statute->reason);
    if (statute->reason.empty()) {
      RefuseStatute(*statute, key, fmt::format("'-- {}:' gives no reason", key),
                    fmt::format("write -- {}: and why", key));
    }
    if (scan.has_statement) {
      RefuseStatute(*statute, key, fmt::format("a part that is '-- {}:' holds statements", key),
                    fmt::format("remove the statements or the -- {}: line", key));
    }
  }

  void RefuseStatute(const Statute& statute, std::string_view rule, std::string message,
                     std::string advice) {
    Refuse(rule, source_.OffsetOf(statute.comment), statute.comment.size(), std::move(message),
           std::move(advice));
  }

  void Refuse(std::string_view rule, std::size_t offset, std::size_t length, std::string message,
              std::string advice) {
    Report(diagnostics_, {.rule = rule, .message = std::move(message), .advice = std::move(advice)},
           source_.Excerpt(offset, length));
  }

  const SourceText& source_;
  std::string_view text_;
  RevisionScratch& scratch_;
  RevisionFile file_;
  Diagnostics diagnostics_;
  Marker upgrade_;
  Marker downgrade_;
};

}  // namespace

SourceExcerpt RevisionFile::WhereHeader(std::string_view key) const {
  const std::size_t end = upgrade.end == 0 ? source.text().size() : upgrade.marker;
  const std::size_t begin = source.text().starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  HeaderLines lines(source.text(), begin, end);
  while (const std::optional<HeaderLine> line = lines.Next()) {
    if (line->key == key) return source.Excerpt(source.OffsetOf(line->line), line->line.size());
  }
  return source.Excerpt(0, source.text().substr(0, source.text().find_first_of("\r\n")).size());
}

ParsedRevisionFile ParseRevisionFile(std::string service, const SourceText& source,
                                     RevisionScratch& scratch) {
  return Parser(std::move(service), source, scratch).Run();
}

ParsedRevisionFile ParseRevisionFile(std::string service, const SourceText& source) {
  RevisionScratch scratch;
  return ParseRevisionFile(std::move(service), source, scratch);
}

}  // namespace housewright::project

#pragma once

// One revision file: header, upgrade part, downgrade part. The format is documented in
// docs/reference/revision-file.md.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "base/source_text.h"
#include "revision/graph.h"

namespace housewright::project {

// The bytes of one part, behind its marker line and before the next marker or the end.
struct RevisionPart {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t marker = 0;                   // offset of `-- +upgrade`
  std::optional<std::string> no_op;         // `-- no-op: reason`
  std::optional<std::string> irreversible;  // `-- irreversible: reason` (downgrade only)
};

struct RevisionFile {
  revision::RevisionId id;
  std::string service;
  std::string path;  // relative to the project's root
  SourceText source;
  std::vector<revision::RevisionId> down_revision;  // empty: a base
  std::vector<std::string> depends_on;
  std::vector<std::string> labels;
  // Ids that are gone: a database at one of them has this revision (replacements.h).
  std::vector<revision::RevisionId> replaces;
  std::string message;
  std::string created;
  RevisionPart upgrade;
  RevisionPart downgrade;
  // Over the header's graph fields and the token streams of both parts: comments, blanks and line
  // ends do not count; annotations (`-- on:`, `-- probe:` ...) and `{% %}` do.
  Digest hash;

  SourceExcerpt WhereHeader(std::string_view key) const;  // the line of that key, or the first line
};

struct ParsedRevisionFile {
  std::optional<RevisionFile> file;  // absent where the header cannot be used at all
  Diagnostics diagnostics;
};

// Pure. `service` is the service whose directory holds the file; `path` is used for messages and
// RevisionFile::path.
ParsedRevisionFile ParseRevisionFile(std::string service, const SourceText& source);

}  // namespace housewright::project

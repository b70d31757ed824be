#pragma once

// One pass of the lexer over a part of a revision: its hash, what it says of itself, and whether it
// needs a closer look. Loading 10,000 files rests on it: the common file is read once and no error
// text is made.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source_text.h"
#include "project/annotation.h"
#include "sql/lexer.h"

namespace housewright::project {

// What is hashed, as records that cannot run into each other: a tag byte, a length, the bytes.
// Stored hashes depend on every byte of it (docs/reference/revision-file.md).
class HashRecords {
 public:
  void Add(char tag, std::string_view bytes);
  void Clear() { size_ = 0; }
  void Rewind(std::size_t size) { size_ = size; }
  std::size_t size() const { return size_; }
  std::string_view bytes() const { return std::string_view(bytes_).substr(0, size_); }

 private:
  std::string bytes_;  // the first size_ of it
  std::size_t size_ = 0;
};

// `-- no-op: reason`, `-- irreversible: reason` or `-- stub: reason`.
struct Statute {
  std::string_view comment;
  std::string_view reason;
};

struct PartScan {
  bool has_statement = false;
  std::optional<Statute> no_op;
  std::optional<Statute> irreversible;
  // `-- stub: where: what`: what an import could not carry over stands open here.
  std::vector<Statute> stubs;
  // Variables of the insertions; views into the source.
  std::vector<std::string_view> names;
  // Tags, an error token, rows of INSERT ... FORMAT, a comment behind VALUES, a `-- chunk:` or a
  // malformed insertion: only CheckTemplate can tell what is wrong, if anything is.
  bool needs_check = false;

  void Clear();
};

// Scans [begin, end) of `source`; adds to `records`, and to `scan`, which the caller clears.
void ScanPart(const SourceText& source, std::size_t begin, std::size_t end, HashRecords& records,
              PartScan& scan);

}  // namespace housewright::project

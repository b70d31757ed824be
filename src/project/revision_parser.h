#pragma once

// ParseRevisionFile() for whoever parses many files: buffers are used again, and what the one pass
// learned beyond the file is kept.

#include <string>
#include <string_view>
#include <vector>

#include "project/file_template.h"
#include "project/part_scan.h"
#include "project/revision_file.h"

namespace housewright::project {

struct RevisionScratch {
  FileTemplate file_names;  // how the project names its files
  HashRecords records;
  PartScan scan;
  // Of the file that was parsed last: the variables that it names, and whether CheckTemplate must
  // look at it for another reason. Views into its source.
  std::vector<std::string_view> names;
  bool needs_check = false;
};

ParsedRevisionFile ParseRevisionFile(std::string service, const SourceText& source,
                                     RevisionScratch& scratch);

}  // namespace housewright::project

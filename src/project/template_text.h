#pragma once

// A part of a source, with or without its tags taken out, as SQL that can be split: the two cases
// look the same to whoever reads statements, and every place leads back to the source.

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/source_text.h"
#include "project/config.h"
#include "project/template.h"
#include "sql/statement.h"

namespace housewright::project {

class TemplateText {
 public:
  // The part as it is.
  TemplateText(const SourceText& source, std::size_t begin, std::size_t end)
      : source_(source), text_(source), begin_(begin), end_(end) {}
  // One way through its tags.
  TemplateText(const SourceText& source, Skeleton skeleton)
      : source_(source),
        text_(source.file(), skeleton.text()),
        begin_(0),
        end_(text_.text().size()),
        skeleton_(std::move(skeleton)) {}

  std::string_view text() const { return text_.text(); }
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }
  std::size_t SourceOffset(std::size_t offset) const {
    return skeleton_ ? skeleton_->SourceOffset(offset) : offset;
  }
  SourceExcerpt Excerpt(std::size_t offset, std::size_t length) const {
    return source_.Excerpt(SourceOffset(offset), length);
  }
  // The statements, as offsets into text(); a fault becomes a finding `syntax` in the source.
  std::optional<std::vector<sql::Statement>> Split(Diagnostics& diagnostics) const;

 private:
  Error InSource(Error error) const;

  const SourceText& source_;
  SourceText text_;
  std::size_t begin_;
  std::size_t end_;
  std::optional<Skeleton> skeleton_;
};

// Where `value`, an annotation's, stands in `text`: its filling needs the place.
std::size_t AnnotationValueOffset(std::string_view text, const sql::Annotation& annotation);

// Reports the faults of a template and the unknown variables of its conditions; true where the
// template can be used.
bool CheckTags(const SourceText& source, const ParsedTemplate& parsed, const Config& config,
               Diagnostics& diagnostics);

}  // namespace housewright::project

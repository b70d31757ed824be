#pragma once

// Fills the insertions of one statement in: each value quoted for its kind and place, secrets
// marked.

#include <cstddef>
#include <functional>
#include <string_view>

#include "base/error.h"
#include "project/config.h"
#include "project/insertion_walk.h"
#include "project/render.h"
#include "project/template.h"
#include "project/values.h"

namespace housewright::project {

// From a place in the text that is filled in to one that a message can show.
using ExcerptOf = std::function<SourceExcerpt(std::size_t offset, std::size_t length)>;

// Finding `unknown-variable` for `name`, which is declared nowhere.
void ReportUnknownVariable(std::string_view name, const Config& config, SourceExcerpt where,
                           Diagnostics& diagnostics);
void ReportFault(const TemplateFault& fault, const ExcerptOf& excerpt, Diagnostics& diagnostics);

class Filler {
 public:
  Filler(std::string_view text, const Config& config, const Values& values, ExcerptOf excerpt,
         Diagnostics& diagnostics)
      : text_(text),
        config_(config),
        values_(values),
        excerpt_(std::move(excerpt)),
        diagnostics_(diagnostics) {}

  // Appends the text between `begin` and `end`, filled in; `verbatim` as it is.
  void Fill(std::size_t begin, std::size_t end);
  void AppendVerbatim(std::size_t begin, std::size_t end);
  SqlText Take();

  // For InsertionWalk.
  void Text(std::size_t begin, std::size_t end) { AppendVerbatim(begin, end); }
  void Braces() { out_.text += "{{"; }
  void Insert(const PlacedInsertion& placed);
  void Fault(const TemplateFault& fault) { ReportFault(fault, excerpt_, diagnostics_); }

 private:
  void InsertBare(const PlacedInsertion& placed, const Value& value);
  void InsertQuoted(const PlacedInsertion& placed, const Value& value);
  // Appends `text`; where the value is secret, the part of it that `open` and `close` leave is one.
  void Append(const PlacedInsertion& placed, const Value& value, std::string_view open,
              std::string_view text, std::string_view close);
  void Refuse(const PlacedInsertion& placed, std::string_view rule, std::string message,
              std::string advice);

  std::string_view text_;
  const Config& config_;
  const Values& values_;
  ExcerptOf excerpt_;
  Diagnostics& diagnostics_;
  SqlText out_;
};

}  // namespace housewright::project

#include "project/template_text.h"

#include <utility>

#include "project/diagnostics.h"
#include "project/fill.h"

namespace housewright::project {

std::optional<std::vector<sql::Statement>> TemplateText::Split(Diagnostics& diagnostics) const {
  Result<std::vector<sql::Statement>> statements = sql::SplitStatements(text_, begin_, end_);
  if (statements) return *std::move(statements);
  Report(diagnostics, "syntax", InSource(std::move(statements).error()));
  return std::nullopt;
}

// The splitter saw the text without its tags: its line and column become an offset there, and that
// one of the source.
Error TemplateText::InSource(Error error) const {
  if (!skeleton_ || !error.where()) return error;
  const std::vector<std::size_t> starts = FindLineStarts(text());
  std::size_t offset = starts[std::min<std::size_t>(error.where()->line, starts.size()) - 1];
  while (offset < text().size() && text_.PositionOf(offset).column < error.where()->column) {
    ++offset;
  }
  const std::size_t length = error.where()->length;
  return std::move(error).At(Excerpt(offset, length));
}

std::size_t AnnotationValueOffset(std::string_view text, const sql::Annotation& annotation) {
  // Behind the key and its colon, so that `-- on: on` finds the second "on".
  const std::size_t colon = text.find(':', annotation.offset);
  return text.find(annotation.value, colon);
}

bool CheckTags(const SourceText& source, const ParsedTemplate& parsed, const Config& config,
               Diagnostics& diagnostics) {
  const ExcerptOf excerpt = [&](std::size_t offset, std::size_t length) {
    return source.Excerpt(offset, length);
  };
  for (const TemplateFault& fault : parsed.faults) ReportFault(fault, excerpt, diagnostics);
  bool known = true;
  for (const Condition& condition : parsed.conditions) {
    if (config.FindVariable(condition.variable) != nullptr) continue;
    known = false;
    ReportUnknownVariable(
        condition.variable, config,
        source.Excerpt(source.OffsetOf(condition.variable), condition.variable.size()),
        diagnostics);
  }
  return parsed.faults.empty() && known;
}

}  // namespace housewright::project

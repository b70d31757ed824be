// CheckTemplate() of render.h.

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "project/annotation.h"
#include "project/chunk_annotation.h"
#include "project/diagnostics.h"
#include "project/fill.h"
#include "project/insertion_walk.h"
#include "project/render.h"
#include "project/template_text.h"
#include "project/values_comments.h"

namespace housewright::project {
namespace {

// Looks at insertions alone: are they well formed, is their variable declared.
class NameChecker {
 public:
  NameChecker(const TemplateText& text, const Config& config, Diagnostics& diagnostics)
      : text_(text), config_(config), diagnostics_(diagnostics) {}

  void Check(std::size_t begin, std::size_t end) {
    InsertionWalk<NameChecker>(text_.text(), begin, end, *this).Run();
  }

  void Text(std::size_t, std::size_t) {}
  void Braces() {}
  void Insert(const PlacedInsertion& placed) {
    const Insertion& insertion = placed.insertion;
    if (config_.FindVariable(insertion.name) != nullptr) return;
    ReportUnknownVariable(insertion.name, config_,
                          text_.Excerpt(insertion.begin, insertion.end - insertion.begin),
                          diagnostics_);
  }
  void Fault(const TemplateFault& fault) {
    ReportFault(
        fault, [this](std::size_t at, std::size_t length) { return text_.Excerpt(at, length); },
        diagnostics_);
  }

 private:
  const TemplateText& text_;
  const Config& config_;
  Diagnostics& diagnostics_;
};

void CheckValues(const TemplateText& text, const sql::Statement& statement,
                 Diagnostics& diagnostics) {
  for (const ValuesComment& comment : FindValuesComments(text.text(), statement)) {
    const bool everywhere = comment.refused_everywhere;
    Report(diagnostics,
           {.rule = "values-comment",
            .message = everywhere ? "ClickHouse reads no comment here, between two rows of VALUES"
                                  : "older servers read no comment between two rows of VALUES "
                                    "(18.16 answers code 27, 26.7 takes it)",
            .advice = "move it before the statement, or between the brackets of a row",
            .severity = everywhere ? Severity::kError : Severity::kWarning},
           text.Excerpt(comment.offset, comment.length));
  }
}

void CheckChunk(const TemplateText& text, const sql::Statement& statement,
                Diagnostics& diagnostics) {
  const auto find = [&](std::string_view key) {
    return std::ranges::find(statement.annotations, key, &sql::Annotation::key);
  };
  const auto chunk = find(kChunkAnnotation);
  if (chunk == statement.annotations.end()) return;
  const auto source = ReadChunk(chunk->value, statement.In(text.text()),
                                find("probe") != statement.annotations.end());
  if (source) return;
  const ChunkFault& fault = source.error();
  const std::size_t value = AnnotationValueOffset(text.text(), *chunk);
  Report(diagnostics, {.rule = "chunk", .message = fault.message, .advice = fault.advice},
         fault.length > 0 ? text.Excerpt(statement.begin + fault.begin, fault.length)
                          : text.Excerpt(value, chunk->value.size()));
}

void CheckStatement(const TemplateText& text, const sql::Statement& statement,
                    NameChecker& checker) {
  for (const sql::Annotation& annotation : statement.annotations) {
    if (!IsKnownAnnotation(annotation.key)) continue;
    const std::size_t offset = AnnotationValueOffset(text.text(), annotation);
    checker.Check(offset, offset + annotation.value.size());
  }
  // Nothing is filled in between the rows of INSERT ... FORMAT.
  const bool has_rows = statement.data && statement.data->format != "Values";
  checker.Check(statement.begin, has_rows ? statement.data->begin : statement.end);
}

void CheckText(const TemplateText& text, const Config& config, Diagnostics& diagnostics) {
  const auto statements = text.Split(diagnostics);
  NameChecker checker(text, config, diagnostics);
  // Names can be checked where statements cannot be told apart, too.
  if (!statements) return checker.Check(text.begin(), text.end());
  for (const sql::Statement& statement : *statements) {
    CheckStatement(text, statement, checker);
    CheckValues(text, statement, diagnostics);
    CheckChunk(text, statement, diagnostics);
  }
}

// What stands outside of tags is seen once for each way through them.
Diagnostics WithoutRepetition(Diagnostics diagnostics) {
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string>> seen;
  std::erase_if(diagnostics, [&seen](const Diagnostic& diagnostic) {
    const auto& where = diagnostic.error.where();
    return !seen.emplace(where ? where->line : 0, where ? where->column : 0,
                         diagnostic.error.message())
                .second;
  });
  return diagnostics;
}

}  // namespace

Diagnostics CheckTemplate(const SourceText& source, std::size_t begin, std::size_t end,
                          const Config& config) {
  Diagnostics diagnostics;
  const ParsedTemplate parsed = ParseTemplate(source.text(), begin, end);
  CheckTags(source, parsed, config, diagnostics);
  if (!parsed.faults.empty()) return diagnostics;
  if (!parsed.HasChoices()) {
    CheckText(TemplateText(source, begin, end), config, diagnostics);
    return diagnostics;
  }
  BranchCover cover(parsed.root);
  while (std::optional<Skeleton> way = cover.Next(source.text())) {
    CheckText(TemplateText(source, *std::move(way)), config, diagnostics);
  }
  return WithoutRepetition(std::move(diagnostics));
}

}  // namespace housewright::project

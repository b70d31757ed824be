#include "project/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "project/annotation.h"
#include "project/conditions.h"
#include "project/diagnostics.h"
#include "project/fill.h"
#include "project/template.h"
#include "project/template_text.h"
#include "sql/token_hash.h"

namespace housewright::project {
namespace {

class Renderer {
 public:
  Renderer(const SourceText& source, const TemplateText& text, const Config& config,
           const Values& values, Diagnostics& diagnostics)
      : source_(source),
        text_(text),
        diagnostics_(diagnostics),
        filler_(
            text.text(), config, values,
            [&text](std::size_t at, std::size_t length) { return text.Excerpt(at, length); },
            diagnostics) {}

  RenderedStatement Render(const sql::Statement& statement) {
    RenderedStatement rendered;
    rendered.hash = sql::TokenHash(statement.In(text_.text()));
    rendered.file = source_.file();
    rendered.position = source_.PositionOf(text_.SourceOffset(statement.begin));
    const bool has_rows = statement.data && statement.data->format != "Values";
    filler_.Fill(statement.begin, has_rows ? statement.data->begin : statement.end);
    if (has_rows) filler_.AppendVerbatim(statement.data->begin, statement.end);
    rendered.sql = filler_.Take();
    rendered.facts = sql::Describe(rendered.sql.text);
    for (const sql::Annotation& annotation : statement.annotations) {
      rendered.annotations.push_back(RenderAnnotation(annotation));
    }
    return rendered;
  }

 private:
  sql::Annotation RenderAnnotation(const sql::Annotation& annotation) {
    sql::Annotation rendered = annotation;
    rendered.offset = text_.SourceOffset(annotation.offset);
    if (!IsKnownAnnotation(annotation.key)) return rendered;
    const std::size_t begin = AnnotationValueOffset(text_.text(), annotation);
    filler_.Fill(begin, begin + annotation.value.size());
    SqlText value = filler_.Take();
    for (const SqlText::SecretSpan& secret : value.secrets) {
      // It would be shown wherever the annotation is.
      Report(diagnostics_,
             {.rule = "secret-in-annotation",
              .message = fmt::format("the secret '{}' stands in an annotation", secret.name),
              .advice = "write the annotation without it"},
             text_.Excerpt(begin, annotation.value.size()));
    }
    rendered.value = value.secrets.empty() ? std::move(value.text) : value.Masked();
    return rendered;
  }

  const SourceText& source_;
  const TemplateText& text_;
  Diagnostics& diagnostics_;
  Filler filler_;
};

void RenderText(const SourceText& source, const TemplateText& text, const Config& config,
                const Values& values, RenderedPart& part) {
  const auto statements = text.Split(part.diagnostics);
  if (!statements) return;
  Renderer renderer(source, text, config, values, part.diagnostics);
  part.statements.reserve(statements->size());
  for (const sql::Statement& statement : *statements) {
    part.statements.push_back(renderer.Render(statement));
  }
}

}  // namespace

std::string SqlText::Masked() const {
  std::string out;
  std::size_t done = 0;
  for (const SecretSpan& secret : secrets) {
    out.append(text, done, secret.begin - done);
    out += "[secret:" + secret.name + "]";
    done = secret.begin + secret.length;
  }
  return out.append(text, done);
}

const std::string* RenderedStatement::FindAnnotation(std::string_view key) const {
  const auto it = std::ranges::find(annotations, key, &sql::Annotation::key);
  return it == annotations.end() ? nullptr : &it->value;
}

RenderedPart RenderStatements(const SourceText& source, std::size_t begin, std::size_t end,
                              const Config& config, const Values& values) {
  RenderedPart part;
  const ParsedTemplate parsed = ParseTemplate(source.text(), begin, end);
  if (!CheckTags(source, parsed, config, part.diagnostics)) return part;
  if (!parsed.HasChoices()) {
    RenderText(source, TemplateText(source, begin, end), config, values, part);
    return part;
  }
  Skeleton skeleton(source.text(), parsed.root,
                    [&](const Choice& choice) { return PickBranch(choice, values); });
  RenderText(source, TemplateText(source, std::move(skeleton)), config, values, part);
  return part;
}

}  // namespace housewright::project

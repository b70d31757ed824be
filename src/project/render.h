#pragma once

// From the text of a part to statements that can be sent: `{% if %}` decided, `{{ name }}` filled
// in and quoted for its place, secrets marked. The statement's hash is that of the text before `{{
// }}` is filled in.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "base/source_text.h"
#include "project/values.h"
#include "sql/statement.h"
#include "sql/statement_facts.h"

namespace housewright::project {

// SQL with the places of its secrets, so that there is one text to send and one to show.
struct SqlText {
  struct SecretSpan {
    std::size_t begin = 0;
    std::size_t length = 0;
    std::string name;
  };
  std::string text;                 // what is sent
  std::vector<SecretSpan> secrets;  // in order, not overlapping

  // With [secret:name] in place of each secret.
  std::string Masked() const;
};

struct RenderedStatement {
  SqlText sql;
  Digest hash;
  std::string file;
  Position position;  // of the statement in its source
  std::vector<sql::Annotation> annotations;
  sql::StatementFacts facts;

  const std::string* FindAnnotation(std::string_view key) const;
};

struct RenderedPart {
  std::vector<RenderedStatement> statements;
  Diagnostics diagnostics;  // unknown or missing variable, bad template, unclosed quote: each with
                            // file, line and caret
};

// The text between `begin` and `end` of `source`. With `values` null only the syntax and the names
// of variables are checked against `config`, both branches of each `{% if %}` included: what the
// offline check does.
RenderedPart RenderStatements(const SourceText& source, std::size_t begin, std::size_t end,
                              const Config& config, const Values& values);
Diagnostics CheckTemplate(const SourceText& source, std::size_t begin, std::size_t end,
                          const Config& config);

}  // namespace housewright::project

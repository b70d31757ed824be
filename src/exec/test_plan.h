#pragma once

// Plans by hand for the tests of exec: from SQL text, without project files.

#include <string>
#include <vector>

#include "plan/plan.h"
#include "sql/statement.h"
#include "sql/token_hash.h"

namespace housewright::exec::testing {

// One statement, with the annotations that stand before it.
inline project::RenderedStatement Render(const std::string& sql, std::uint32_t line = 1) {
  const SourceText source("services/xapi/revision.sql", sql);
  const auto statements = sql::SplitStatements(source);
  project::RenderedStatement rendered;
  rendered.file = source.file();
  rendered.position.line = line;
  if (!statements || statements->empty()) return rendered;
  rendered.sql.text = statements->front().In(sql);
  rendered.annotations = statements->front().annotations;
  rendered.hash = sql::TokenHash(rendered.sql.text);
  rendered.facts = sql::Describe(rendered.sql.text);
  return rendered;
}

inline plan::PlannedStep Step(const std::string& id, const std::vector<std::string>& statements,
                              plan::StepKind kind = plan::StepKind::kUpgrade) {
  plan::PlannedStep step;
  step.kind = kind;
  step.service = "xapi";
  step.file = "services/xapi/" + id + ".sql";
  if (kind == plan::StepKind::kBootstrap) {
    step.service.clear();
    step.file = "bootstrap/" + id + ".sql";
  } else {
    step.id = revision::RevisionId(id);
  }
  step.hash = "hash-of-" + id;
  step.total = static_cast<std::uint32_t>(statements.size());
  for (std::uint32_t i = 0; i < statements.size(); ++i) {
    plan::PlannedStatement planned;
    planned.index = i + 1;
    planned.statement = Render(statements[i], i + 5);
    step.statements.push_back(planned);
  }
  return step;
}

// What a planner does on resuming: without the first `done` statements.
inline plan::PlannedStep Resumed(plan::PlannedStep step, std::uint32_t done) {
  step.already_done = done;
  step.statements.erase(step.statements.begin(), step.statements.begin() + done);
  return step;
}

}  // namespace housewright::exec::testing

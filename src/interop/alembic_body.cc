#include "interop/alembic_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "interop/sql_writer.h"
#include "project/diagnostics.h"

namespace housewright::interop {
namespace {

using Kind = PythonStatement::Kind;
using Node = PythonExpression::Kind;
using Item = ImportedItem::Kind;

constexpr std::size_t kMostStatements = 20'000;  // of a part, loops and calls written out
constexpr std::size_t kMostTurns = 1000;         // of a loop
constexpr std::size_t kLongestReason = 200;

// Calls that make no SQL and whose value nobody needs.
bool OnlyTalks(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kTalkers = {"logger.", "log.", "logging.",
                                                               "LOG.", "LOGGER."};
  return name == "print" || std::ranges::any_of(kTalkers, [&](std::string_view talker) {
           return name.starts_with(talker);
         });
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (const std::string_view part : Split(text, '\n')) {
    const std::string_view trimmed = Trim(part);
    if (trimmed.empty()) continue;
    if (!line.empty()) line += ' ';
    line += trimmed;
    if (line.size() > kLongestReason) break;
  }
  std::erase_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (line.size() > kLongestReason) line.resize(kLongestReason);
  return line;
}

bool HoldsExecution(const PythonExpression& expression) {
  if (expression.kind == Node::kCall) {
    const PythonExpression& function = expression.children[0];
    const bool runs = function.kind == Node::kAttribute &&
                      (function.text == "execute" || function.text == "exec_driver_sql" ||
                       function.text == "scalar" || function.text == "scalars");
    const bool is_op = DottedName(function).starts_with("op.") && function.text != "get_bind" &&
                       function.text != "get_context" && function.text != "f";
    if (runs || is_op) return true;
  }
  return std::ranges::any_of(expression.children, HoldsExecution);
}

}  // namespace

void BindUnknownNames(const std::vector<PythonStatement>& statements, Scope& scope) {
  for (const PythonStatement& statement : statements) {
    for (const std::string_view name : statement.names) scope.BindUnknown(name, "", true);
    if (statement.kind != Kind::kFunction) BindUnknownNames(statement.body, scope);
    BindUnknownNames(statement.otherwise, scope);
  }
}

ImportedPart AlembicBodyReader::Read(const PythonStatement* function, bool is_upgrade) {
  part_ = {};
  in_downgrade_ = !is_upgrade;
  read_ = 0;
  stubs_.clear();
  const std::string_view name = is_upgrade ? "upgrade" : "downgrade";
  if (function == nullptr) {
    const std::string reason = fmt::format("the Alembic revision has no {}()", name);
    if (!is_upgrade) {
      part_.irreversible = reason;
      return std::move(part_);
    }
    AddStub(0, 0, reason, 0, 0);
    return std::move(part_);
  }
  Scope scope(&scope_);
  const bool takes_nothing = function->parameters.empty();
  if (!function->is_plain || !takes_nothing) {
    AddStub(function->begin, function->begin + 1,
            takes_nothing ? "a decorator" : fmt::format("parameters of {}()", name),
            function->begin, function->end);
    return std::move(part_);
  }
  ReadStatements(function->body, function->begin, scope);
  Finish();
  return std::move(part_);
}

// A part without SQL has to say why.
void AlembicBodyReader::Finish() {
  const bool has_sql = std::ranges::any_of(part_.items, [](const ImportedItem& item) {
    return item.kind == Item::kSql || item.kind == Item::kStub;
  });
  if (has_sql || part_.irreversible) return;
  std::string comments;
  for (const ImportedItem& item : part_.items) {
    if (item.kind == Item::kComment) comments += ReplaceAll(item.text, "-- ", "");
  }
  part_.items.clear();
  part_.nothing = OneLine(comments);
  if (part_.nothing.empty()) part_.nothing = "the Alembic revision does nothing here";
}

bool AlembicBodyReader::ReadStatements(const Statements& statements, std::size_t begin,
                                       Scope& scope) {
  for (const PythonStatement& statement : statements) {
    if (++read_ > kMostStatements) {
      AddStub(statement, "more statements than a revision can have");
      return false;
    }
    AddComments(begin, statement.begin);
    begin = statement.end;
    if (!ReadStatement(statement, scope)) return false;
  }
  return true;
}

bool AlembicBodyReader::ReadStatement(const PythonStatement& statement, Scope& scope) {
  switch (statement.kind) {
    case Kind::kPass:
      return true;
    case Kind::kImport:
      for (const std::string_view name : statement.names) scope.BindUnknown(name, "");
      return true;
    case Kind::kExpression:
      ReadExpression(statement, scope);
      return true;
    case Kind::kAssign:
      ReadAssignment(statement, scope);
      return true;
    case Kind::kAppend:
      ReadAppend(statement, scope);
      return true;
    case Kind::kReturn:
      return false;
    case Kind::kRaise:
      ReadRaise(statement, scope);
      return false;
    case Kind::kWith:
      return ReadWith(statement, scope);
    case Kind::kBlock:
      return ReadBlock(statement, scope);
    case Kind::kFunction:
    case Kind::kOther:
      break;
  }
  BindUnknownNames({statement}, scope);
  AddStub(statement, statement.kind == Kind::kFunction ? "a function within a function"
                                                       : "Python that makes no single text");
  return true;
}

void AlembicBodyReader::ReadExpression(const PythonStatement& statement, const Scope& scope) {
  const PythonExpression& expression = statement.value[0];
  if (expression.kind == Node::kString) {
    for (const StringPart& piece : expression.parts) {
      if (Trim(piece.text).empty()) continue;
      part_.items.push_back({Item::kComment, WriteComment(Trim(piece.text))});
    }
    return;
  }
  const std::string_view text =
      Trim(source_.text().substr(expression.begin, expression.end - expression.begin));
  if (text == "...") return;
  if (expression.kind != Node::kCall) return AddStub(statement, "an expression");
  if (IsExecute(expression, scope)) return ReadExecute(expression, scope);
  const std::string name = DottedName(expression.children[0]);
  if (OnlyTalks(name)) {
    return Note(expression, fmt::format("a call of '{}' was left out", name),
                "nothing to do: it makes no SQL");
  }
  if (ReadOwnCall(expression, scope)) return;
  AddStub(expression.begin, expression.end,
          name.empty() ? "a call" : fmt::format("a call of '{}'", name), statement.begin,
          statement.end);
}

void AlembicBodyReader::ReadAssignment(const PythonStatement& statement, Scope& scope) {
  const PythonExpression& value = statement.value[0];
  auto result = evaluator_.Evaluate(value, scope);
  if (result) return scope.Bind(statement.names[0], *std::move(result));
  scope.BindUnknown(statement.names[0],
                    std::string(source_.text().substr(value.begin, value.end - value.begin)));
  if (HoldsExecution(value)) {
    AddStub(result.error().begin, result.error().end,
            fmt::format("{}, whose answer Python uses", result.error().reason), statement.begin,
            statement.end);
  }
}

void AlembicBodyReader::ReadAppend(const PythonStatement& statement, Scope& scope) {
  const Value* before = scope.Find(statement.names[0]);
  auto added = evaluator_.EvaluateText(statement.value[0], scope);
  if (before == nullptr || before->kind != Value::Kind::kText || !added) {
    scope.BindUnknown(statement.names[0], "", true);
    return;
  }
  Text text = before->text;
  AppendText(text, *added);
  scope.Bind(statement.names[0], TextValue(std::move(text)));
}

// `with op.get_context().autocommit_block():` means nothing to ClickHouse.
bool AlembicBodyReader::ReadWith(const PythonStatement& statement, Scope& scope) {
  const PythonExpression& manager = statement.value[0];
  const bool is_autocommit = manager.kind == Node::kCall &&
                             manager.children[0].kind == Node::kAttribute &&
                             (manager.children[0].text == "autocommit_block" ||
                              manager.children[0].text == "begin_transaction");
  if (is_autocommit) return ReadStatements(statement.body, manager.end, scope);
  BindUnknownNames({statement}, scope);
  AddStub(manager.begin, manager.end, "a 'with' block", statement.begin, statement.end);
  return true;
}

bool AlembicBodyReader::ReadBlock(const PythonStatement& statement, Scope& scope) {
  if (depth_ < Evaluator::kDeepestCall) {
    ++depth_;
    const std::optional<bool> goes_on = statement.word == "if" || statement.word == "elif"
                                            ? ReadIf(statement, scope)
                                        : statement.word == "for" ? ReadFor(statement, scope)
                                                                  : std::nullopt;
    --depth_;
    if (goes_on) return *goes_on;
  }
  BindUnknownNames({statement}, scope);
  const bool is_loop = statement.word == "for" || statement.word == "while";
  const std::size_t line_end = source_.text().find_first_of("\r\n", statement.begin);
  AddStub(statement.begin, std::min(line_end, statement.end),
          is_loop                   ? "a loop"
          : statement.word == "if"  ? "a condition"
          : statement.word == "try" ? "a 'try' block"
                                    : fmt::format("a '{}' block", statement.word),
          statement.begin, statement.end);
  return true;
}

// A condition on a variable is one of our templates, too.
std::optional<bool> AlembicBodyReader::ReadIf(const PythonStatement& statement, Scope& scope) {
  const auto branches = BranchesOf(statement, evaluator_, scope);
  if (!branches) return std::nullopt;
  if (branches->empty()) return true;
  const IfBranch& first = branches->front();
  if (first.expression == nullptr) return ReadStatements(*first.body, first.begin, scope);
  if (BindByBranches(*branches, evaluator_, scope)) return true;
  const bool straight = std::ranges::all_of(*branches, [](const IfBranch& branch) {
    return std::ranges::all_of(*branch.body, [](const PythonStatement& inner) {
      return inner.kind == Kind::kExpression || inner.kind == Kind::kPass;
    });
  });
  if (!straight) return std::nullopt;
  ReadBranches(*branches, scope);
  return true;
}

void AlembicBodyReader::ReadBranches(const std::vector<IfBranch>& branches, Scope& scope) {
  const std::size_t before = part_.items.size();
  for (const IfBranch& branch : branches) {
    const std::string_view word = &branch == &branches.front()   ? "if "
                                  : branch.expression == nullptr ? "else"
                                                                 : "elif ";
    part_.items.push_back({Item::kTag, fmt::format("{{% {}{} %}}", word, branch.condition)});
    ReadStatements(*branch.body, branch.begin, scope);
  }
  if (part_.items.size() == before + branches.size()) {
    part_.items.resize(before);
  } else {
    part_.items.push_back({Item::kTag, "{% endif %}"});
  }
}

// A loop over constants is written out, turn by turn.
std::optional<bool> AlembicBodyReader::ReadFor(const PythonStatement& statement, Scope& scope) {
  if (!statement.is_plain || statement.value.empty() || statement.names.empty()) {
    return std::nullopt;
  }
  const auto list = evaluator_.Evaluate(statement.value[0], scope);
  if (!list || list->kind != Value::Kind::kList || list->items.size() > kMostTurns) {
    return std::nullopt;
  }
  const std::size_t targets = statement.names.size();
  const bool fits = std::ranges::all_of(list->items, [targets](const Value& item) {
    return targets == 1 ? item.kind == Value::Kind::kText
                        : item.kind == Value::Kind::kList && item.items.size() == targets;
  });
  const bool straight = std::ranges::all_of(statement.body, [](const PythonStatement& inner) {
    return inner.kind == Kind::kExpression || inner.kind == Kind::kAssign;
  });
  if (!fits || !straight) return std::nullopt;
  for (const Value& item : list->items) {
    for (std::size_t i = 0; i < targets; ++i) {
      scope.Bind(statement.names[i], targets == 1 ? item : item.items[i]);
    }
    if (!ReadStatements(statement.body, statement.value[0].end, scope)) break;
  }
  return true;
}

// A downgrade that only refuses.
void AlembicBodyReader::ReadRaise(const PythonStatement& statement, const Scope& scope) {
  const bool first = std::ranges::none_of(
      part_.items, [](const ImportedItem& item) { return item.kind != Item::kComment; });
  std::string reason = "the Alembic revision refuses to be undone";
  if (!statement.value.empty() && statement.value[0].kind == Node::kCall &&
      statement.value[0].children.size() > 1) {
    const auto text = evaluator_.Evaluate(statement.value[0].children[1], scope);
    const std::string said =
        text && text->kind == Value::Kind::kText ? OneLine(LiteralOf(text->text)) : "";
    if (!said.empty()) reason = said;
  }
  if (first && depth_ == 0 && in_downgrade_) {
    part_.items.clear();
    part_.irreversible = reason;
  } else {
    AddStub(statement, "an exception");
  }
}

// drop_objects(): a function of the same file, read where it is called.
bool AlembicBodyReader::ReadOwnCall(const PythonExpression& call, const Scope& scope) {
  const auto found = functions_.find(DottedName(call.children[0]));
  if (found == functions_.end() || depth_ >= Evaluator::kDeepestCall) return false;
  const PythonStatement& function = *found->second;
  if (!function.is_plain || function.parameters.size() + 1 != call.children.size()) return false;
  Scope inner(&scope_);
  std::size_t position = 0;
  for (std::size_t i = 1; i < call.children.size(); ++i) {
    const std::string_view keyword = call.keywords[i];
    const std::string_view name = keyword.empty() ? function.parameters[position++] : keyword;
    if (std::ranges::find(function.parameters, name) == function.parameters.end()) return false;
    auto value = evaluator_.Evaluate(call.children[i], scope);
    if (value) {
      inner.Bind(name, *std::move(value));
    } else {
      inner.BindUnknown(name, "", true);
    }
  }
  ++depth_;
  ReadStatements(function.body, function.begin, inner);
  --depth_;
  return true;
}

bool AlembicBodyReader::IsExecute(const PythonExpression& expression, const Scope& scope) {
  const PythonExpression& function = expression.children[0];
  if (function.kind != Node::kAttribute) return false;
  if (DottedName(function) == "op.execute") return true;
  if (function.text != "execute" && function.text != "exec_driver_sql") return false;
  const auto object = evaluator_.Evaluate(function.children[0], scope);
  return object && object->kind == Value::Kind::kConnection;
}

void AlembicBodyReader::ReadExecute(const PythonExpression& call, const Scope& scope) {
  const PythonExpression* statement = nullptr;
  for (std::size_t i = 1; i < call.children.size(); ++i) {
    const std::string_view keyword = call.keywords[i];
    if (keyword == "execution_options") {
      Note(call.children[i], "execution_options were left out",
           "settings of a statement go behind it: SETTINGS name = value");
    } else if (i == 1 && (keyword.empty() || keyword == "sqltext" || keyword == "statement")) {
      statement = &call.children[i];
    } else {
      return AddStub(call.children[i].begin, call.children[i].end,
                     "a value that Python hands to the statement", call.begin, call.end);
    }
  }
  if (statement == nullptr) return AddStub(call.begin, call.end, "a call", call.begin, call.end);
  const auto value = evaluator_.Evaluate(*statement, scope);
  if (!value) {
    const PythonProblem& problem = value.error();
    return AddStub(problem.begin, problem.end, problem.reason, call.begin, call.end);
  }
  const bool is_op = DottedName(call.children[0]) == "op.execute";
  AddText(call, *value, is_op || value->kind == Value::Kind::kClause);
}

void AlembicBodyReader::AddText(const PythonExpression& call, const Value& value, bool is_clause) {
  if (value.kind != Value::Kind::kText && value.kind != Value::Kind::kClause) {
    return AddStub(call.begin, call.end, "something that is no text", call.begin, call.end);
  }
  auto written = WriteSql(value.text, is_clause ? SqlOrigin::kTextClause : SqlOrigin::kDriver);
  if (!written) {
    return AddStub(call.begin, call.end, written.error(), call.begin, call.end);
  }
  if (written->text.empty()) {
    return Note(call, "an empty statement was left out", "nothing to do");
  }
  if (written->has_statement) {
    part_.items.push_back({Item::kSql, written->text + "\n"});
  } else {
    part_.items.push_back({Item::kComment, WriteComment(written->text)});
  }
}

void AlembicBodyReader::AddComments(std::size_t begin, std::size_t end) {
  const auto first = std::ranges::lower_bound(module_.comments, begin, {}, &PythonComment::begin);
  std::string text;
  for (auto comment = first; comment != module_.comments.end() && comment->begin < end; ++comment) {
    if (comment->alone) text += WriteComment(comment->text);
  }
  if (!text.empty()) part_.items.push_back({Item::kComment, std::move(text)});
}

void AlembicBodyReader::AddStub(std::size_t begin, std::size_t end, const std::string& reason,
                                std::size_t source_begin, std::size_t source_end) {
  const SourceExcerpt where =
      source_.Excerpt(begin, std::max<std::size_t>(end - std::min(begin, end), 1));
  // From the start of the line, so that all lines lose the same indentation.
  std::size_t line_begin = source_begin;
  while (line_begin > 0 && source_.text()[line_begin - 1] == ' ') --line_begin;
  part_.items.push_back({Item::kStub,
                         std::string(source_.text().substr(line_begin, source_end - line_begin)),
                         reason, where.line});
  if (!stubs_.insert(begin).second) return;
  project::Report(diagnostics_,
                  {.rule = "import-stub",
                   .message = fmt::format("not carried over: {}", reason),
                   .advice = "write the SQL that does the same in place of the revision's stub",
                   .severity = Severity::kWarning},
                  where);
}

void AlembicBodyReader::Note(const PythonExpression& at, std::string message, std::string advice) {
  if (!stubs_.insert(at.begin).second) return;
  project::Report(diagnostics_,
                  {.rule = "import-note",
                   .message = std::move(message),
                   .advice = std::move(advice),
                   .severity = Severity::kWarning},
                  source_.Excerpt(at.begin, std::max<std::size_t>(at.end - at.begin, 1)));
}

}  // namespace housewright::interop

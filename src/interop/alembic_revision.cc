#include "interop/alembic_revision.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/file_system.h"
#include "base/text.h"
#include "interop/alembic_body.h"
#include "interop/python_branches.h"
#include "interop/python_string.h"
#include "interop/python_syntax.h"
#include "interop/utf8.h"
#include "project/diagnostics.h"
#include "revision/revision_id.h"

namespace housewright::interop {
namespace {

using Kind = PythonStatement::Kind;
using Node = PythonExpression::Kind;

// "2023-04-05 10:11:12.123456" -> "2023-04-05T10:11:12": the time zone is not known.
std::string CreatedOf(std::string_view text) {
  std::string created(Trim(text));
  if (created.size() > 10 && created[10] == ' ') created[10] = 'T';
  const std::size_t dot = created.find('.');
  if (dot != std::string::npos) {
    const std::size_t end =
        std::min(created.find_first_not_of("0123456789", dot + 1), created.size());
    created.erase(dot, end - dot);
  }
  if (created.ends_with("+00:00")) created.replace(created.size() - 6, 6, "Z");
  return created;
}

std::optional<std::string_view> After(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return std::nullopt;
  return Trim(line.substr(key.size()));
}

// message, `Revision ID:`, `Revises:`, `Create Date:`, and what else stands there.
void ReadDocstring(std::string_view text, AlembicRevision& revision) {
  bool in_message = true;
  for (std::string_view line : Split(text, '\n')) {
    line = Trim(line);
    if (const auto created = After(line, "Create Date:")) {
      revision.created = CreatedOf(*created);
      in_message = false;
    } else if (After(line, "Revision ID:") || After(line, "Revises:")) {
      in_message = false;
    } else if (line.empty()) {
      in_message = in_message && revision.message.empty();
    } else if (in_message) {
      if (!revision.message.empty()) revision.message += ' ';
      revision.message += line;
    } else {
      revision.about += line;
      revision.about += '\n';
    }
  }
}

class Reader {
 public:
  Reader(const SourceText& source, Jinja jinja)
      : source_(source),
        module_(ParsePython(source.text())),
        evaluator_(source.text(), jinja, functions_, scope_, revision_.variables) {
    revision_.source = source;
  }

  ReadAlembicFile Run() {
    for (const PythonStatement& statement : module_.statements) Take(statement);
    ReadDoc();
    ReadGraph();
    if (revision_.id.empty())
      return {.revision = std::nullopt, .diagnostics = std::move(diagnostics_)};
    AlembicBodyReader body(source_, module_, functions_, scope_, evaluator_, diagnostics_);
    revision_.upgrade = body.Read(Function("upgrade"), true);
    revision_.downgrade = body.Read(Function("downgrade"), false);
    ReportVariables();
    return {.revision = std::move(revision_), .diagnostics = std::move(diagnostics_)};
  }

 private:
  const PythonStatement* Function(std::string_view name) const {
    const auto found = functions_.find(name);
    return found == functions_.end() ? nullptr : found->second;
  }

  void Take(const PythonStatement& statement) {
    switch (statement.kind) {
      case Kind::kPass:
      case Kind::kReturn:
        return;
      case Kind::kImport:
        for (const std::string_view name : statement.names) scope_.BindUnknown(name, "");
        return;
      case Kind::kAssign:
        return TakeAssignment(statement);
      case Kind::kAppend:
        return TakeAppend(statement);
      case Kind::kFunction:
        functions_[std::string(statement.names[0])] = &statement;
        return;
      case Kind::kExpression:
        if (statement.value[0].kind == Node::kString || statement.value[0].kind == Node::kName) {
          return;
        }
        break;
      case Kind::kBlock:
        if (statement.word == "if" && TakeIf(statement)) return;
        break;
      case Kind::kRaise:
      case Kind::kWith:
      case Kind::kOther:
        break;
    }
    BindUnknownNames({statement}, scope_);
    const bool harmless = statement.word == "class" || statement.word == "try";
    if (harmless) return;
    Report("import-note", Severity::kWarning,
           "code outside of upgrade() and downgrade() was left out",
           "look whether its effect is wanted", statement.begin, LineEnd(statement));
  }

  std::size_t LineEnd(const PythonStatement& statement) const {
    return std::min(source_.text().find_first_of("\r\n", statement.begin), statement.end);
  }

  // One that only gives values to names.
  bool TakeIf(const PythonStatement& statement) {
    const auto branches = BranchesOf(statement, evaluator_, scope_);
    if (!branches) return false;
    if (branches->empty()) return true;
    if (branches->front().expression != nullptr) {
      return BindByBranches(*branches, evaluator_, scope_);
    }
    const std::vector<PythonStatement>& body = *branches->front().body;
    const bool assigns = std::ranges::all_of(body, [](const PythonStatement& inner) {
      return inner.kind == Kind::kAssign || inner.kind == Kind::kPass;
    });
    if (!assigns) return false;
    for (const PythonStatement& inner : body) Take(inner);
    return true;
  }

  void TakeAssignment(const PythonStatement& statement) {
    const std::string_view name = statement.names[0];
    const PythonExpression& value = statement.value[0];
    assignments_[std::string(name)] = &value;
    auto result = evaluator_.Evaluate(value, scope_);
    if (result) {
      scope_.Bind(name, *std::move(result));
    } else {
      scope_.BindUnknown(name,
                         std::string(source_.text().substr(value.begin, value.end - value.begin)));
    }
  }

  void TakeAppend(const PythonStatement& statement) {
    const Value* before = scope_.Find(statement.names[0]);
    auto added = evaluator_.EvaluateText(statement.value[0], scope_);
    if (before == nullptr || before->kind != Value::Kind::kText || !added) {
      return scope_.BindUnknown(statement.names[0], "", true);
    }
    Text text = before->text;
    AppendText(text, *added);
    scope_.Bind(statement.names[0], TextValue(std::move(text)));
  }

  void ReadDoc() {
    if (module_.statements.empty()) return;
    const PythonStatement& first = module_.statements[0];
    const bool is_doc = first.kind == Kind::kExpression && first.value[0].kind == Node::kString;
    if (!is_doc) return;
    std::string text;
    for (const StringPart& part : first.value[0].parts) text += part.text;
    ReadDocstring(text, revision_);
  }

  void ReadGraph() {
    const auto id = ReadNames("revision", revision_.id_where);
    if (!assignments_.contains("revision")) {
      Report("import-header", Severity::kError, "no revision id in this file",
             "a file of versions/ says revision = \"ID\"; move others out of the directory", 0, 0);
    } else if (id && id->size() != 1) {
      Refuse("revision", "is no single text");
    } else if (id) {
      if (const auto parsed = revision::ParseRevisionId((*id)[0])) {
        revision_.id = (*id)[0];
      } else {
        project::Report(diagnostics_, "import-header",
                        Error(parsed.error()).At(revision_.id_where));
      }
    }
    revision_.down_revision = ReadNames("down_revision", revision_.down_where).value_or(Names{});
    revision_.branch_labels = ReadNames("branch_labels", revision_.labels_where).value_or(Names{});
    revision_.depends_on = ReadNames("depends_on", revision_.depends_where).value_or(Names{});
  }

  using Names = std::vector<std::string>;

  // None, a text, or a tuple or list of texts. Absent where it is none of these (reported).
  std::optional<Names> ReadNames(const std::string& name, SourceExcerpt& where) {
    const auto assignment = assignments_.find(name);
    if (assignment == assignments_.end()) {
      where = source_.Excerpt(0);
      return Names{};
    }
    const PythonExpression& value = *assignment->second;
    where = source_.Excerpt(value.begin, std::max<std::size_t>(value.end - value.begin, 1));
    const Value* found = scope_.Find(name);
    Names names;
    if (found != nullptr && Collect(*found, names)) return names;
    Refuse(name, "is no constant text, tuple of texts or None");
    return std::nullopt;
  }

  static bool Collect(const Value& value, Names& names) {
    if (value.kind == Value::Kind::kNone) return true;
    if (value.kind == Value::Kind::kText && IsLiteral(value.text)) {
      names.push_back(LiteralOf(value.text));
      return true;
    }
    return value.kind == Value::Kind::kList &&
           std::ranges::all_of(value.items, [&](const Value& item) {
             return item.kind == Value::Kind::kText && Collect(item, names);
           });
  }

  void Refuse(const std::string& name, std::string_view what) {
    const PythonExpression& value = *assignments_.at(name);
    Report("import-header", Severity::kError, fmt::format("'{}' {}", name, what),
           fmt::format("write it as {} = \"ID\"", name), value.begin, value.end);
  }

  // Where a constant of a module became a variable is told once.
  void ReportVariables() {
    for (const auto& [name, found] : revision_.variables) {
      if (found.computed.empty() || !found.env.empty() || found.default_value) continue;
      Report("import-variable", Severity::kWarning,
             fmt::format("'{}' became a variable: this file does not tell its value", name),
             fmt::format("give it a value in [variables] of housewright.toml: {} = \"...\"", name),
             found.begin, found.end);
    }
  }

  void Report(std::string_view rule, Severity severity, std::string message, std::string advice,
              std::size_t begin, std::size_t end) {
    project::Report(diagnostics_,
                    {.rule = rule,
                     .message = std::move(message),
                     .advice = std::move(advice),
                     .severity = severity},
                    source_.Excerpt(begin, end > begin ? end - begin : 1));
  }

  const SourceText& source_;
  PythonModule module_;
  AlembicRevision revision_;
  PythonFunctions functions_;
  Scope scope_;
  Diagnostics diagnostics_;
  std::map<std::string, const PythonExpression*, std::less<>> assignments_;
  Evaluator evaluator_;
};

}  // namespace

ReadAlembicFile ReadAlembicRevision(const SourceText& source, Jinja jinja) {
  const std::size_t end = EndOfUtf8(source.text());
  if (end == source.text().size()) return Reader(source, jinja).Run();
  ReadAlembicFile refused;
  project::Report(refused.diagnostics,
                  {.rule = "import-header",
                   .message = "the file is no UTF-8",
                   .advice = "write it in UTF-8, as Python wants it"},
                  source.Excerpt(end));
  return refused;
}

bool IsJinjaTemplate(std::string_view text) {
  const PythonTokens read = TokenizePython(text);
  for (std::size_t i = 0; i < read.tokens.size(); ++i) {
    const PythonToken& token = read.tokens[i];
    if (token.type != PythonTokenType::kString) continue;
    const PythonString string = DecodePythonString(
        token.text, 0, [](std::string_view, std::size_t) { return PythonExpression{}; });
    // In an f-string, and in what .format is called on, doubled braces are Python's own.
    const bool formatted =
        i + 2 < read.tokens.size() && read.tokens[i + 1].Is(".") && read.tokens[i + 2].Is("format");
    if (string.has_fields || formatted) continue;
    for (const StringPart& part : string.parts) {
      if (LooksLikeJinja(part.text)) return true;
    }
  }
  return false;
}

}  // namespace housewright::interop

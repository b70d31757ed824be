#pragma once

// upgrade() and downgrade() as statements: part of ReadAlembicRevision().

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/source_text.h"
#include "interop/alembic_revision.h"
#include "interop/python_branches.h"
#include "interop/python_syntax.h"
#include "interop/python_value.h"

namespace housewright::interop {

class AlembicBodyReader {
 public:
  // All outlive it.
  AlembicBodyReader(const SourceText& source, const PythonModule& module,
                    const PythonFunctions& functions, const Scope& scope, Evaluator& evaluator,
                    Diagnostics& diagnostics)
      : source_(source),
        module_(module),
        functions_(functions),
        scope_(scope),
        evaluator_(evaluator),
        diagnostics_(diagnostics) {}

  // `function`: upgrade or downgrade; null where the file has none.
  ImportedPart Read(const PythonStatement* function, bool is_upgrade);

 private:
  using Statements = std::vector<PythonStatement>;

  // False where nothing behind it is run: a return.
  bool ReadStatements(const Statements& statements, std::size_t begin, Scope& scope);
  bool ReadStatement(const PythonStatement& statement, Scope& scope);
  void ReadExpression(const PythonStatement& statement, const Scope& scope);
  void ReadAssignment(const PythonStatement& statement, Scope& scope);
  void ReadAppend(const PythonStatement& statement, Scope& scope);
  bool ReadWith(const PythonStatement& statement, Scope& scope);
  bool ReadBlock(const PythonStatement& statement, Scope& scope);
  // As ReadStatements(); nothing where it is beyond us.
  std::optional<bool> ReadIf(const PythonStatement& statement, Scope& scope);
  void ReadBranches(const std::vector<IfBranch>& branches, Scope& scope);
  std::optional<bool> ReadFor(const PythonStatement& statement, Scope& scope);
  void ReadRaise(const PythonStatement& statement, const Scope& scope);
  bool ReadOwnCall(const PythonExpression& call, const Scope& scope);
  void ReadExecute(const PythonExpression& call, const Scope& scope);
  bool IsExecute(const PythonExpression& expression, const Scope& scope);

  void AddComments(std::size_t begin, std::size_t end);
  void AddText(const PythonExpression& call, const Value& value, bool is_clause);
  void AddStub(std::size_t begin, std::size_t end, const std::string& reason,
               std::size_t source_begin, std::size_t source_end);
  void AddStub(const PythonStatement& statement, const std::string& reason) {
    AddStub(statement.begin, statement.end, reason, statement.begin, statement.end);
  }
  void Note(const PythonExpression& at, std::string message, std::string advice);
  void Finish();

  const SourceText& source_;
  const PythonModule& module_;
  const PythonFunctions& functions_;
  const Scope& scope_;
  Evaluator& evaluator_;
  Diagnostics& diagnostics_;
  ImportedPart part_;
  std::set<std::size_t> stubs_;  // where one stands already: a loop's body is read more than once
  std::size_t depth_ = 0;
  bool in_downgrade_ = false;
  std::size_t read_ = 0;  // statements
};

// Binds all names that `statements` bind to values that are not known.
void BindUnknownNames(const std::vector<PythonStatement>& statements, Scope& scope);

}  // namespace housewright::interop

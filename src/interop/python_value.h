#pragma once

// What the expressions of a migration come to, without running it: texts with holes for what only a
// run knows. Nothing is guessed: what is beyond the subset is a problem with its place.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interop/python_syntax.h"
#include "interop/text.h"

namespace housewright::interop {

struct Value {
  enum class Kind : std::uint8_t {
    kText,
    kNumber,  // text
    kBool,    // truth
    kNone,
    kList,        // items; tuples too
    kDict,        // items: key, value, key, value
    kConnection,  // op.get_bind()
    kArguments,   // -x name=value of Alembic's command line
    kClause,      // text: sa.text(...)
  };
  Kind kind = Kind::kNone;
  Text text = {};
  bool truth = false;
  std::vector<Value> items = {};
};

struct PythonProblem {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string reason;  // what stands there: "a call of 'f'"
};

template <class T>
using Evaluated = std::expected<T, PythonProblem>;

// A variable of the new project, as the Python files tell of it.
struct FoundVariable {
  std::optional<std::string> default_value;
  std::string env;       // the environment variable that Alembic's run takes it from
  std::string computed;  // the Python that makes its value, where it is no constant: "db()"
  std::size_t begin = 0, end = 0;  // where it was met, where `computed` is set
  bool secret = false;
};
using FoundVariables = std::map<std::string, FoundVariable, std::less<>>;

// Names of a module or a function.
class Scope {
 public:
  explicit Scope(const Scope* outer = nullptr) : outer_(outer) {}

  void Bind(std::string_view name, Value value) { names_[std::string(name)] = std::move(value); }
  // Has a value that the file does not tell. `may_vary`: and may have several, as in a loop.
  void BindUnknown(std::string_view name, std::string computed, bool may_vary = false);

  struct Unknown {
    std::string computed;
    bool may_vary = false;
  };
  const Value* Find(std::string_view name) const;
  const Unknown* FindUnknown(std::string_view name) const;

 private:
  struct Entry {
    std::optional<Value> value;
    Unknown unknown;
    Entry& operator=(Value v) {
      value = std::move(v);
      return *this;
    }
  };
  const Entry* FindEntry(std::string_view name) const;

  const Scope* outer_;
  std::map<std::string, Entry, std::less<>> names_;
};

using PythonFunctions = std::map<std::string, const PythonStatement*, std::less<>>;

class Evaluator {
 public:
  // `functions`: of the module; `variables`: where what is met is noted. Both outlive it.
  Evaluator(std::string_view source, Jinja jinja, const PythonFunctions& functions,
            const Scope& module, FoundVariables& variables)
      : source_(source),
        jinja_(jinja),
        functions_(functions),
        module_(module),
        variables_(variables) {}

  Evaluated<Value> Evaluate(const PythonExpression& expression, const Scope& scope);
  // A text that is to be part of another: a name without a known value becomes a variable.
  Evaluated<Text> EvaluateText(const PythonExpression& expression, const Scope& scope);

  static constexpr std::size_t kDeepestCall = 20;
  static constexpr std::size_t kMostWork = 1U << 20U;

 private:
  struct Condition {
    std::optional<bool> known;
    std::string text;  // of our templates
  };

  Evaluated<Value> EvaluateString(const PythonExpression& expression, const Scope& scope);
  Evaluated<Value> EvaluateName(const PythonExpression& expression, const Scope& scope);
  Evaluated<Value> EvaluateItems(const PythonExpression& expression, const Scope& scope);
  Evaluated<Value> EvaluateBinary(const PythonExpression& expression, const Scope& scope);
  Evaluated<Value> EvaluateOr(const PythonExpression& expression, const Scope& scope);
  Evaluated<Value> EvaluateConditional(const PythonExpression& expression, const Scope& scope);
  Evaluated<Condition> EvaluateCondition(const PythonExpression& expression, const Scope& scope);
  Evaluated<Condition> EvaluateComparison(const PythonExpression& expression, const Scope& scope);
  Evaluated<Value> EvaluateSubscript(const PythonExpression& expression, const Scope& scope);

  // python_calls.cc
  Evaluated<Value> EvaluateCall(const PythonExpression& call, const Scope& scope);
  std::optional<Evaluated<Value>> EvaluateKnownCall(const PythonExpression& call,
                                                    const std::string& name, const Scope& scope);
  std::optional<Evaluated<Value>> EvaluateMethod(const PythonExpression& call, const Scope& scope);
  Evaluated<Value> EvaluateOwnFunction(const PythonExpression& call,
                                       const PythonStatement& function, const Scope& scope);
  Evaluated<Value> Setting(const PythonExpression& call, const Scope& scope, bool is_environment);
  Evaluated<Value> Lookup(const PythonExpression& whole, const Value& dict, const Text& key,
                          std::optional<Value> otherwise);
  Evaluated<Value> ChangeText(const PythonExpression& call, const Text& text,
                              const std::function<std::string(std::string)>& change);

  // python_format.cc
  Evaluated<Value> Format(const PythonExpression& call, const Text& text, const Scope& scope);
  Evaluated<Value> Percent(const PythonExpression& whole, const Text& text,
                           const PythonExpression& arguments, const Scope& scope);

  Evaluated<Text> UnknownAsVariable(const PythonExpression& expression, const Scope& scope,
                                    PythonProblem problem);
  Value Variable(const std::string& name);
  void Charge(std::size_t bytes) { work_ += bytes / 16; }
  static std::unexpected<PythonProblem> Problem(const PythonExpression& at, std::string reason) {
    return std::unexpected(PythonProblem{at.begin, at.end, std::move(reason)});
  }
  std::string_view SourceOf(const PythonExpression& expression) const {
    return source_.substr(expression.begin, expression.end - expression.begin);
  }

  std::string_view source_;
  Jinja jinja_;
  const PythonFunctions& functions_;
  const Scope& module_;
  FoundVariables& variables_;
  std::size_t depth_ = 0;
  std::size_t work_ = 0;  // steps, and bytes copied: a file of doublings ends here
};

Value TextValue(Text text);
// A password or the like by its name.
bool LooksSecret(std::string_view name);

}  // namespace housewright::interop

#include "project/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "project/conditions.h"
#include "project/diagnostics.h"
#include "project/template.h"

namespace housewright::project {
namespace {

std::string ToUpper(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper;
}

std::vector<std::string> VariableNames(const Config& config) {
  std::vector<std::string> names;
  for (const VariableDeclaration& variable : config.variables) names.push_back(variable.name);
  return names;
}

std::optional<std::string> ReadEnvironment(const ValueSources& sources, const std::string& name) {
  return sources.environment ? sources.environment(name) : std::nullopt;
}

// The file's text without one trailing line end; absent where there is no such file.
Result<std::optional<std::string>> ReadValueFile(const Config& config, const std::string& path,
                                                 const ValueSources& sources) {
  if (sources.files == nullptr) return std::nullopt;
  Result<std::string> text = sources.files->Read(JoinPath(config.root, path));
  if (!text && text.error().code() == ErrorCode::kNotFound) return std::nullopt;
  if (!text) return Fail(std::move(text).error());
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  return *std::move(text);
}

// "set the environment variable HOUSEWRIGHT_VAR_X or PASSWORD, write the file a/b, or give -x
// x=..." for a secret; a secret belongs on no command line, so -x is left out there.
std::string HowToSet(const VariableDeclaration& variable) {
  std::string how =
      fmt::format("set the environment variable HOUSEWRIGHT_VAR_{}", ToUpper(variable.name));
  if (variable.env) how += fmt::format(" or {}", *variable.env);
  if (variable.file) how += fmt::format(", write the file {}", *variable.file);
  if (!variable.secret) how += fmt::format(", give -x {}=VALUE or a default", variable.name);
  return how;
}

const std::string* FindOverride(const ValueSources& sources, const std::string& name) {
  const auto last = std::ranges::find(sources.overrides.rbegin(), sources.overrides.rend(), name,
                                      [](const auto& override) { return override.first; });
  return last == sources.overrides.rend() ? nullptr : &last->second;
}

// The first source that has a value, in the order that VariableDeclaration documents.
Result<std::optional<std::string>> FirstValue(const Config& config, const TargetConfig* target,
                                              const VariableDeclaration& variable,
                                              const ValueSources& sources) {
  if (const std::string* given = FindOverride(sources, variable.name)) return *given;
  if (auto value = ReadEnvironment(sources, "HOUSEWRIGHT_VAR_" + ToUpper(variable.name))) {
    return value;
  }
  if (variable.env) {
    if (auto value = ReadEnvironment(sources, *variable.env)) return value;
  }
  if (variable.file) {
    ASSIGN_OR_RETURN(std::optional<std::string> value,
                     ReadValueFile(config, *variable.file, sources));
    if (value) return value;
  }
  if (target != nullptr) {
    const auto it = target->variables.find(variable.name);
    if (it != target->variables.end()) return it->second;
  }
  return variable.default_value;
}

Result<void> CheckOverrides(const Config& config, const ValueSources& sources) {
  for (const auto& [name, value] : sources.overrides) {
    if (config.FindVariable(name) != nullptr) continue;
    return Fail(
        Error(ErrorCode::kInvalidInput, fmt::format("-x sets the unknown variable '{}'", name))
            .WithAdvice(DidYouMean(name, VariableNames(config),
                                   fmt::format("declare it: {} = \"value\" in [variables] of {}",
                                               name, FileName(config.path)))));
  }
  return {};
}

Error AtValue(Error error, const ConfigValue& value) {
  if (value.where.line == 0) return error;
  return std::move(error).At(value.where);
}

// Its text with `{% if %}` decided.
Result<std::string> DecidedText(const ConfigValue& value, const Values& values) {
  const ParsedTemplate parsed = ParsePlainTemplate(value.text);
  if (!parsed.faults.empty()) {
    const TemplateFault& fault = parsed.faults.front();
    return Fail(
        AtValue(Error(ErrorCode::kInvalidInput, fault.message).WithAdvice(fault.advice), value));
  }
  return Skeleton(value.text, parsed.root,
                  [&](const Choice& choice) { return PickBranch(choice, values); })
      .text();
}

Result<std::string> FillPlain(const Config& config, const ConfigValue& value,
                              const Values& values) {
  ASSIGN_OR_RETURN(const std::string decided, DecidedText(value, values));
  const std::string_view text = decided;
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", done)) {
    out += text.substr(done, at - done);
    if (IsLiteralBraces(text, at)) {
      out += "{{";
      done = at + 4;
      continue;
    }
    auto insertion = ReadInsertion(text, at);
    if (!insertion) {
      return Fail(AtValue(Error(ErrorCode::kInvalidInput, insertion.error().message)
                              .WithAdvice(insertion.error().advice),
                          value));
    }
    const auto it = values.by_name.find(insertion->name);
    if (it == values.by_name.end()) {
      return Fail(AtValue(
          Error(ErrorCode::kInvalidInput, fmt::format("unknown variable '{}'", insertion->name))
              .WithAdvice(DidYouMean(
                  insertion->name, VariableNames(config),
                  fmt::format("declare it: {} = \"value\" in [variables]", insertion->name))),
          value));
    }
    if (!it->second.text) {
      return Fail(AtValue(Error(ErrorCode::kInvalidInput,
                                fmt::format("the {} '{}' has no value",
                                            it->second.secret ? "secret" : "variable", it->first))
                              .WithAdvice(it->second.missing_reason),
                          value));
    }
    out += *it->second.text;
    done = insertion->end;
  }
  return out.append(text.substr(done));
}

}  // namespace

Result<Values> ResolveValues(const Config& config, const TargetConfig* target,
                             const ValueSources& sources) {
  TRY(CheckOverrides(config, sources));
  Values values;
  for (const VariableDeclaration& variable : config.variables) {
    Value value{.kind = variable.kind, .secret = variable.secret, .text = {}, .missing_reason = {}};
    Result<std::optional<std::string>> text = FirstValue(config, target, variable, sources);
    if (!text) {
      return Fail(std::move(text).error().WithContext(
          fmt::format("reading the value of the variable '{}'", variable.name)));
    }
    value.text = *std::move(text);
    if (!value.text) {
      value.missing_reason = HowToSet(variable);
    } else if (variable.secret) {
      values.redactor.Add(variable.name, *value.text);
    }
    values.by_name.emplace(variable.name, std::move(value));
  }
  return values;
}

Result<std::string> ResolveConfigValue(const Config& config, const ConfigValue& value,
                                       const Values& values, const ValueSources& sources) {
  if (value.env) {
    if (auto text = ReadEnvironment(sources, *value.env)) return *std::move(text);
    return Fail(AtValue(Error(ErrorCode::kInvalidInput,
                              fmt::format("the environment variable {} is not set", *value.env))
                            .WithAdvice(fmt::format("set {} before the run", *value.env)),
                        value));
  }
  if (!value.file) return FillPlain(config, value, values);
  ASSIGN_OR_RETURN(std::optional<std::string> text, ReadValueFile(config, *value.file, sources));
  if (text) return *std::move(text);
  return Fail(AtValue(
      Error(ErrorCode::kInvalidInput, fmt::format("the file '{}' is not there", *value.file))
          .WithAdvice(fmt::format("write the value into '{}'", JoinPath(config.root, *value.file))),
      value));
}

}  // namespace housewright::project

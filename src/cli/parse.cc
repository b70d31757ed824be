#include "cli/parse.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "cli/command_table.h"

namespace housewright::cli {
namespace {

// The values of each option and positional by its long name ("--sql") or name ("GOAL").
class Arguments {
 public:
  void Set(std::string_view name, std::vector<std::string> values) {
    values_[std::string(name)] = std::move(values);
  }
  bool Has(std::string_view name) const { return values_.contains(name); }
  std::vector<std::string> All(std::string_view name) const {
    const auto it = values_.find(name);
    return it == values_.end() ? std::vector<std::string>{} : it->second;
  }
  std::optional<std::string> One(std::string_view name) const {
    const auto it = values_.find(name);
    if (it == values_.end() || it->second.empty()) return std::nullopt;
    return it->second.back();
  }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

Error UsageError(std::string message, std::string_view command) {
  return Error(ErrorCode::kUsage, std::move(message))
      .WithAdvice(command.empty() ? "housewright --help"
                                  : fmt::format("housewright {} --help", command));
}

bool IsGlobalWithValue(std::string_view word) {
  return std::ranges::any_of(GlobalOptionSpecs(), [word](const OptionSpec& option) {
    return !option.value.empty() && (word == option.long_name || word == option.short_name);
  });
}

// The index of the command's word: the first that is neither a global option nor the value of one.
std::optional<std::size_t> FindCommandWord(const std::vector<std::string>& args) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (!args[i].starts_with('-')) return i;
    if (IsGlobalWithValue(args[i])) ++i;
  }
  return std::nullopt;
}

Error UnknownCommand(const std::string& word) {
  std::vector<std::string> names;
  for (const CommandSpec& command : CommandSpecs()) {
    if (!command.hidden) names.emplace_back(command.name);
  }
  const std::vector<std::string> near = NearestNames(word, names);
  std::string message = fmt::format("there is no command '{}'", word);
  if (!near.empty()) message += fmt::format("; did you mean '{}'?", fmt::join(near, "', '"));
  return UsageError(std::move(message), "");
}

std::string CliNames(const OptionSpec& option) {
  if (option.short_name.empty()) return std::string(option.long_name);
  return fmt::format("{},{}", option.short_name, option.long_name);
}

Error UnknownWord(const CommandSpec* command, const std::string& word) {
  const std::string_view name = command == nullptr ? std::string_view{} : command->name;
  if (!word.starts_with('-')) {
    return UsageError(fmt::format("'{}' is one word too many for `housewright {}`", word, name),
                      name);
  }
  std::vector<std::string> known;
  for (const OptionSpec& option : GlobalOptionSpecs()) known.emplace_back(option.long_name);
  if (command != nullptr) {
    for (const OptionSpec& option : command->options) known.emplace_back(option.long_name);
  }
  const std::string bare = word.substr(0, word.find('='));
  const std::vector<std::string> near = NearestNames(bare, known);
  std::string message = fmt::format("there is no option '{}'", bare);
  if (!near.empty()) message += fmt::format("; did you mean '{}'?", fmt::join(near, "', '"));
  return UsageError(std::move(message), name);
}

Result<void> CheckChoice(std::string_view choices, std::string_view name, const std::string& value,
                         std::string_view command) {
  if (choices.empty()) return {};
  const auto words = Split(choices, ' ');
  if (std::ranges::find(words, std::string_view(value)) != words.end()) return {};
  return Fail(UsageError(
      fmt::format("{} must be one of {}, not '{}'", name, fmt::join(words, ", "), value), command));
}

// What CLI11 finds in `args`, which hold the command's word no more.
Result<Arguments> ParseWithCli11(const CommandSpec* command, std::vector<std::string> args) {
  const std::string_view name = command == nullptr ? std::string_view{} : command->name;
  CLI::App app;
  app.set_help_flag();  // --help is an option of the table as any other
  app.allow_extras();
  std::vector<std::pair<const OptionSpec*, CLI::Option*>> options;
  std::vector<std::pair<const PositionalSpec*, CLI::Option*>> positionals;
  const auto add_option = [&](const OptionSpec& spec) {
    CLI::Option* option = spec.value.empty()
                              ? app.add_flag(CliNames(spec))
                              : app.add_option(CliNames(spec))->allow_extra_args(false);
    option->multi_option_policy(spec.repeatable ? CLI::MultiOptionPolicy::TakeAll
                                                : CLI::MultiOptionPolicy::TakeLast);
    options.emplace_back(&spec, option);
  };
  for (const OptionSpec& spec : GlobalOptionSpecs()) add_option(spec);
  if (command != nullptr) {
    for (const OptionSpec& spec : command->options) add_option(spec);
    for (const PositionalSpec& spec : command->positionals) {
      CLI::Option* option = app.add_option(std::string(spec.name));
      if (spec.repeatable) option->expected(1, 1 << 16)->allow_extra_args();
      positionals.emplace_back(&spec, option);
    }
  }
  try {
    std::ranges::reverse(args);  // CLI11 takes them from the back
    app.parse(std::move(args));
  } catch (const CLI::ParseError& error) {
    return Fail(UsageError(error.what(), name));
  }
  if (const auto rest = app.remaining(); !rest.empty()) {
    return Fail(UnknownWord(command, rest.front()));
  }
  Arguments found;
  for (const auto& [spec, option] : options) {
    if (option->count() == 0) continue;
    for (const std::string& value : option->results()) {
      TRY(CheckChoice(spec->choices, spec->long_name, value, name));
    }
    found.Set(spec->long_name, option->results());
  }
  for (const auto& [spec, option] : positionals) {
    if (option->count() == 0) continue;
    for (const std::string& value : option->results()) {
      TRY(CheckChoice(spec->choices, spec->name, value, name));
    }
    found.Set(spec->name, option->results());
  }
  return found;
}

Result<void> CheckRequired(const CommandSpec& command, const Arguments& arguments) {
  for (const PositionalSpec& spec : command.positionals) {
    if (spec.required && !arguments.Has(spec.name)) {
      return Fail(UsageError(
          fmt::format("`housewright {}` needs {}: {}", command.name, spec.name, spec.help),
          command.name));
    }
  }
  for (const OptionSpec& spec : command.options) {
    if (spec.required && !arguments.Has(spec.long_name)) {
      return Fail(UsageError(fmt::format("`housewright {}` needs {} {}: {}", command.name,
                                         spec.long_name, spec.value, spec.help),
                             command.name));
    }
  }
  return {};
}

Result<GlobalOptions> ReadGlobalOptions(const Arguments& arguments, std::string_view command) {
  GlobalOptions global;
  global.config = arguments.One("--config");
  global.target = arguments.One("--target");
  global.env_file = arguments.One("--env-file");
  global.all_targets = arguments.Has("--all-targets");
  if (global.all_targets && (global.target || arguments.Has("--sql"))) {
    return Fail(UsageError(fmt::format("--all-targets and {} exclude each other",
                                       global.target ? "--target" : "--sql"),
                           command));
  }
  for (const std::string& assignment : arguments.All("--variable")) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Fail(UsageError(
          fmt::format("-x wants NAME=VALUE, and '{}' has no '='", assignment.substr(0, equals)),
          command));
    }
    global.variables.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
  }
  if (arguments.One("--format") == "json") global.format = Format::kJson;
  if (arguments.Has("--quiet") && arguments.Has("--verbose")) {
    return Fail(UsageError("--quiet and --verbose exclude each other", command));
  }
  if (arguments.Has("--quiet")) global.verbosity = Verbosity::kQuiet;
  if (arguments.Has("--verbose")) global.verbosity = Verbosity::kVerbose;
  const std::optional<std::string> color = arguments.One("--color");
  if (color == "always") global.color = ColorMode::kAlways;
  if (color == "never") global.color = ColorMode::kNever;
  return global;
}

Result<std::uint32_t> ReadNumber(const std::string& text, std::string_view option,
                                 std::string_view command) {
  std::uint32_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && stopped == end) return number;
  return Fail(UsageError(fmt::format("{} wants a whole number, not '{}'", option, text), command));
}

Result<std::chrono::seconds> ReadLockWait(const Arguments& arguments, std::string_view command) {
  const auto wait = arguments.One("--wait");
  if (!wait) return std::chrono::seconds{0};
  ASSIGN_OR_RETURN(const std::uint32_t seconds, ReadNumber(*wait, "--wait", command));
  return std::chrono::seconds(seconds);
}

Result<SqlOutput> ReadSqlOutput(const Arguments& arguments, std::string_view command) {
  if (arguments.Has("--with-secrets") && !arguments.Has("--sql")) {
    return Fail(UsageError("--with-secrets goes with --sql", command));
  }
  if (arguments.Has("--with-secrets")) return SqlOutput::kPrintWithSecrets;
  return arguments.Has("--sql") ? SqlOutput::kPrintMasked : SqlOutput::kRun;
}

Result<ScriptOptions> ReadScriptOptions(const Arguments& arguments, std::string_view command) {
  for (const std::string_view option : {"--from-target", "--tag"}) {
    if (arguments.Has(option) && !arguments.Has("--sql")) {
      return Fail(UsageError(fmt::format("{} goes with --sql", option), command));
    }
  }
  return ScriptOptions{.from_target = arguments.Has("--from-target"),
                       .tag = arguments.One("--tag")};
}

Result<ResolveOptions> ReadResolve(const Arguments& arguments) {
  const bool took = arguments.Has("--took-effect");
  if (took == arguments.Has("--had-no-effect")) {
    return Fail(UsageError("`housewright resolve` needs one of --took-effect and --had-no-effect",
                           "resolve"));
  }
  ResolveOptions options{.revision = *arguments.One("REV"),
                         .verdict = took ? Verdict::kTookEffect : Verdict::kHadNoEffect,
                         .statement = std::nullopt};
  if (const auto statement = arguments.One("--statement")) {
    ASSIGN_OR_RETURN(options.statement, ReadNumber(*statement, "--statement", "resolve"));
  }
  return options;
}

ImportOptions ReadImport(const Arguments& arguments) {
  const std::string jinja = arguments.One("--jinja").value_or("auto");
  return {.directory = *arguments.One("DIR"),
          .into = arguments.One("--into").value_or("."),
          .jinja = jinja == "yes"  ? JinjaMode::kYes
                   : jinja == "no" ? JinjaMode::kNo
                                   : JinjaMode::kAuto};
}

Result<CommandOptions> ReadCommandOptions(std::string_view command, const Arguments& arguments) {
  if (command == "init") {
    return InitOptions{.directory = arguments.One("DIR").value_or("."),
                       .services = arguments.All("--service"),
                       .project_template = arguments.One("--template")};
  }
  if (command == "list-templates") return ListTemplatesOptions{};
  if (command == "revision") {
    return RevisionOptions{.message = *arguments.One("--message"),
                           .service = arguments.One("--service"),
                           .rev_id = arguments.One("--rev-id"),
                           .head = arguments.One("--head"),
                           .depends_on = arguments.All("--depends-on"),
                           .labels = arguments.All("--branch-label"),
                           .version_path = arguments.One("--version-path"),
                           .splice = arguments.Has("--splice"),
                           .print_only = arguments.Has("--sql")};
  }
  if (command == "merge") {
    return MergeOptions{.revisions = arguments.All("REV"),
                        .message = arguments.One("--message"),
                        .rev_id = arguments.One("--rev-id"),
                        .labels = arguments.All("--branch-label"),
                        .splice = arguments.Has("--splice")};
  }
  if (command == "branches") return BranchesOptions{};
  if (command == "upgrade") {
    ASSIGN_OR_RETURN(const SqlOutput sql, ReadSqlOutput(arguments, command));
    ASSIGN_OR_RETURN(ScriptOptions script, ReadScriptOptions(arguments, command));
    ASSIGN_OR_RETURN(const std::chrono::seconds lock_wait, ReadLockWait(arguments, command));
    return UpgradeOptions{.goal = arguments.One("GOAL").value_or("heads"),
                          .sql = sql,
                          .script = std::move(script),
                          .dry_run = arguments.Has("--dry-run"),
                          .lock_wait = lock_wait};
  }
  if (command == "downgrade") {
    ASSIGN_OR_RETURN(const SqlOutput sql, ReadSqlOutput(arguments, command));
    ASSIGN_OR_RETURN(ScriptOptions script, ReadScriptOptions(arguments, command));
    ASSIGN_OR_RETURN(const std::chrono::seconds lock_wait, ReadLockWait(arguments, command));
    return DowngradeOptions{.goal = *arguments.One("GOAL"),
                            .sql = sql,
                            .script = std::move(script),
                            .dry_run = arguments.Has("--dry-run"),
                            .lock_wait = lock_wait};
  }
  if (command == "current") return CurrentOptions{arguments.Has("--check-heads")};
  if (command == "history") {
    return HistoryOptions{.range = arguments.One("--rev-range"),
                          .indicate_current = arguments.Has("--indicate-current")};
  }
  if (command == "heads") return HeadsOptions{arguments.Has("--resolve-dependencies")};
  if (command == "show") return ShowOptions{arguments.All("REV")};
  if (command == "edit") return EditOptions{arguments.All("REV")};
  if (command == "ensure-version") return EnsureVersionOptions{arguments.Has("--sql")};
  if (command == "stamp") {
    ASSIGN_OR_RETURN(ScriptOptions script, ReadScriptOptions(arguments, command));
    return StampOptions{.revisions = arguments.All("REV"),
                        .purge = arguments.Has("--purge"),
                        .sql = arguments.Has("--sql"),
                        .script = std::move(script)};
  }
  if (command == "check") return CheckOptions{arguments.Has("--strict")};
  if (command == "bootstrap") {
    ASSIGN_OR_RETURN(const std::chrono::seconds lock_wait, ReadLockWait(arguments, command));
    return BootstrapOptions{.dry_run = arguments.Has("--dry-run"),
                            .revoke_withdrawn = arguments.Has("--revoke-withdrawn"),
                            .lock_wait = lock_wait};
  }
  if (command == "deploy") {
    DeployOptions options;
    options.revoke_withdrawn = arguments.Has("--revoke-withdrawn");
    if (const auto wait = arguments.One("--wait")) {
      ASSIGN_OR_RETURN(const std::uint32_t seconds, ReadNumber(*wait, "--wait", command));
      options.wait = options.lock_wait = std::chrono::seconds(seconds);
    }
    return options;
  }
  if (command == "plan") {
    return PlanOptions{.goal = arguments.One("GOAL").value_or(""),
                       .downgrade = arguments.Has("--downgrade")};
  }
  if (command == "status") return StatusOptions{};
  if (command == "unlock") return UnlockOptions{};
  if (command == "verify") return VerifyOptions{};
  if (command == "release") return ReleaseOptions{arguments.One("REV").value_or("all")};
  if (command == "renumber") {
    return RenumberOptions{.names = arguments.All("REV|FILE"),
                           .dry_run = arguments.Has("--dry-run")};
  }
  if (command == "resolve") {
    ASSIGN_OR_RETURN(ResolveOptions options, ReadResolve(arguments));
    return options;
  }
  if (command == "schema")
    return SchemaOptions{arguments.All("--database"), arguments.Has("--list")};
  if (command == "drift") return DriftOptions{arguments.Has("--strict")};
  if (command == "squash") {
    return SquashOptions{.range = *arguments.One("FIRST:LAST"),
                         .message = arguments.One("--message"),
                         .rev_id = arguments.One("--rev-id"),
                         .leave_out_data = arguments.Has("--leave-out-data"),
                         .print_only = arguments.Has("--sql")};
  }
  if (command == "import") return ReadImport(arguments);
  if (command == "adopt") {
    return AdoptOptions{.database = arguments.One("--database"),
                        .table = arguments.One("--table").value_or("alembic_version"),
                        .yes = arguments.Has("--yes"),
                        .despite_differences = arguments.Has("--despite-differences")};
  }
  if (command == "completion") return CompletionOptions{*arguments.One("SHELL")};
  if (command == "man-page") return ManPageOptions{};
  if (command == "reference") return ReferenceOptions{};
  return Fail(ErrorCode::kInternal, fmt::format("the command '{}' has no options", command));
}

}  // namespace

Result<CommandLine> ParseCommandLine(const std::vector<std::string>& args) {
  std::vector<std::string> rest = args;
  const CommandSpec* command = nullptr;
  bool asks_for_help = false;
  if (std::optional<std::size_t> word = FindCommandWord(rest)) {
    std::string name = rest[*word];
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(*word));
    if (name == "help") {  // `housewright help upgrade`
      asks_for_help = true;
      word = FindCommandWord(rest);
      name = word ? rest[*word] : "";
      if (word) rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(*word));
    }
    command = name.empty() ? nullptr : FindCommandSpec(name);
    if (command == nullptr && !name.empty()) return Fail(UnknownCommand(name));
  }
  ASSIGN_OR_RETURN(const Arguments arguments, ParseWithCli11(command, std::move(rest)));
  CommandLine line;
  const std::string_view name = command == nullptr ? std::string_view{} : command->name;
  line.command = name;
  ASSIGN_OR_RETURN(line.global, ReadGlobalOptions(arguments, name));
  if (arguments.Has("--version")) {
    line.options = VersionOptions{};
  } else if (arguments.Has("--help") || asks_for_help) {
    line.options = HelpOptions{std::string(name)};
  } else if (command == nullptr) {
    line.options = OverviewOptions{};
  } else {
    TRY(CheckRequired(*command, arguments));
    ASSIGN_OR_RETURN(line.options, ReadCommandOptions(name, arguments));
  }
  return line;
}

bool AsksForJson(const std::vector<std::string>& args) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--format=json") return true;
    if (args[i] == "--format" && i + 1 < args.size() && args[i + 1] == "json") return true;
  }
  return false;
}

}  // namespace housewright::cli

#pragma once

// What the command line says, as typed values: one struct per command. parse.h fills them in.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace housewright::cli {

enum class Format : std::uint8_t { kText, kJson };
enum class ColorMode : std::uint8_t { kAuto, kAlways, kNever };
enum class Verbosity : std::uint8_t { kQuiet, kNormal, kVerbose };

struct GlobalOptions {
  std::optional<std::string> config;    // --config
  std::optional<std::string> target;    // --target: a name or a URL
  std::optional<std::string> env_file;  // --env-file
  bool all_targets = false;             // --all-targets, of the commands that have it
  std::vector<std::pair<std::string, std::string>> variables;  // -x, in order
  Format format = Format::kText;
  Verbosity verbosity = Verbosity::kNormal;
  ColorMode color = ColorMode::kAuto;
};

struct OverviewOptions {};  // `housewright` alone
struct VersionOptions {};
struct HelpOptions {
  std::string command;  // empty: the list of all
};

struct InitOptions {
  std::string directory = ".";
  std::vector<std::string> services;
  std::optional<std::string> project_template;
};
struct ListTemplatesOptions {};
struct RevisionOptions {
  std::string message;
  std::optional<std::string> service;
  std::optional<std::string> rev_id;
  std::optional<std::string> head;
  std::vector<std::string> depends_on;
  std::vector<std::string> labels;
  std::optional<std::string> version_path;
  bool splice = false;
  bool print_only = false;  // --sql
};
struct MergeOptions {
  std::vector<std::string> revisions;
  std::optional<std::string> message;
  std::optional<std::string> rev_id;
  std::vector<std::string> labels;
  bool splice = false;
};

enum class SqlOutput : std::uint8_t { kRun, kPrintMasked, kPrintWithSecrets };
struct ScriptOptions {             // of --sql
  bool from_target = false;        // begin at what the target's journal says
  std::optional<std::string> tag;  // kept in the script's head
};
struct UpgradeOptions {
  std::string goal = "heads";  // with --sql also "start:goal"
  SqlOutput sql = SqlOutput::kRun;
  ScriptOptions script;
  bool dry_run = false;
  std::chrono::seconds lock_wait{0};
};
struct DowngradeOptions {
  std::string goal;
  SqlOutput sql = SqlOutput::kRun;
  ScriptOptions script;
  bool dry_run = false;
  std::chrono::seconds lock_wait{0};
};

struct CurrentOptions {
  bool check_heads = false;
};
struct HistoryOptions {
  std::optional<std::string> range;  // "start:end", either side may be empty
  bool indicate_current = false;
};
struct HeadsOptions {
  bool resolve_dependencies = false;
};
struct BranchesOptions {};
struct ShowOptions {
  std::vector<std::string> revisions;
};
struct EditOptions {
  std::vector<std::string> revisions;
};
struct EnsureVersionOptions {
  bool sql = false;
};
struct StampOptions {
  std::vector<std::string> revisions;
  bool purge = false;
  bool sql = false;
  ScriptOptions script;
};
struct CheckOptions {
  bool strict = false;  // warnings fail, too
};
struct BootstrapOptions {
  bool dry_run = false;
  bool revoke_withdrawn = false;  // or [project] revoke_withdrawn
  std::chrono::seconds lock_wait{0};
};
struct DeployOptions {
  std::chrono::seconds wait{60};  // for the server
  // Longer than a lock lasts whose holder was killed on another machine.
  std::chrono::seconds lock_wait{600};
  bool revoke_withdrawn = false;
};
struct PlanOptions {
  std::string goal;  // empty: heads, or for a downgrade an error
  bool downgrade = false;
};
struct StatusOptions {};
struct UnlockOptions {};
struct VerifyOptions {};
struct ReleaseOptions {
  std::string revision = "all";
};

struct RenumberOptions {
  std::vector<std::string> names;  // ids or paths; none: what is there twice
  bool dry_run = false;
};

enum class Verdict : std::uint8_t { kTookEffect, kHadNoEffect };
struct ResolveOptions {
  std::string revision;
  Verdict verdict = Verdict::kTookEffect;
  std::optional<std::uint32_t> statement;
};
struct SchemaOptions {
  std::vector<std::string> databases;
  bool list = false;
};
struct DriftOptions {
  bool strict = false;  // what no revision made, or cannot be compared, is a difference, too
};
struct SquashOptions {
  std::string range;  // FIRST:LAST
  std::optional<std::string> message;
  std::optional<std::string> rev_id;
  bool leave_out_data = false;
  bool print_only = false;  // --sql
};
// Whether the Python files of an import are templates of Jinja.
enum class JinjaMode : std::uint8_t { kAuto, kYes, kNo };
struct ImportOptions {
  std::string directory;
  std::string into = ".";
  JinjaMode jinja = JinjaMode::kAuto;
};
struct AdoptOptions {
  std::optional<std::string> database;
  std::string table = "alembic_version";
  bool yes = false;
  bool despite_differences = false;
};
struct CompletionOptions {
  std::string shell;
};
struct ManPageOptions {};    // hidden: prints docs/man/housewright.1
struct ReferenceOptions {};  // hidden: prints docs/reference/commands.md

using CommandOptions =
    std::variant<OverviewOptions, VersionOptions, HelpOptions, InitOptions, ListTemplatesOptions,
                 RevisionOptions, MergeOptions, BranchesOptions, UpgradeOptions, DowngradeOptions,
                 CurrentOptions, HistoryOptions, HeadsOptions, ShowOptions, EditOptions,
                 EnsureVersionOptions, StampOptions, CheckOptions, BootstrapOptions, DeployOptions,
                 PlanOptions, StatusOptions, UnlockOptions, VerifyOptions, ReleaseOptions,
                 RenumberOptions, ResolveOptions, SchemaOptions, DriftOptions, SquashOptions,
                 ImportOptions, AdoptOptions, CompletionOptions, ManPageOptions, ReferenceOptions>;

struct CommandLine {
  GlobalOptions global;
  std::string command;  // the word, empty for `housewright` alone
  CommandOptions options;
};

}  // namespace housewright::cli

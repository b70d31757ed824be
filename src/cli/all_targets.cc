#include "cli/all_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "base/text.h"
#include "cli/project_loading.h"
#include "cli/render/json.h"

namespace housewright::cli {
namespace {

// Catches what a command prints while it lives.
class CapturedOutput {
 public:
  explicit CapturedOutput(std::ostream& out) : out_(out), before_(out.rdbuf(captured_.rdbuf())) {}
  ~CapturedOutput() { out_.rdbuf(before_); }
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;
  std::string text() const { return captured_.str(); }

 private:
  std::ostringstream captured_;
  std::ostream& out_;
  std::streambuf* before_;
};

// Differences are a result as any other: the next targets are looked at, too.
bool Stops(int exit_code) {
  return exit_code != ExitCodeOf(Status::kDone) && exit_code != ExitCodeOf(Status::kDifferences);
}

Outcome<std::vector<std::string>> TargetNames(Context& context) {
  ASSIGN_OR_RETURN(const TolerantProject loaded, LoadProjectTolerantly(context));
  std::vector<std::string> names;
  for (const auto& target : loaded.project.config.targets) names.push_back(target.name);
  if (!names.empty()) return names;
  return std::unexpected(
      Failure(Error(ErrorCode::kInvalidInput, "--all-targets: the project has no target")
                  .WithAdvice("add a [targets.NAME] with a url to " + loaded.project.config.path)));
}

int RunOne(Context& context, const std::string& target, bool first,
           const std::function<int(const std::string&)>& run, std::vector<TargetResult>& results) {
  if (!context.json()) {
    context.io.out << fmt::format("{}target {}:\n", first ? "" : "\n", target) << std::flush;
    return run(target);
  }
  const CapturedOutput captured(context.io.out);
  const int exit_code = run(target);
  results.push_back({.target = target, .exit_code = exit_code, .document = captured.text()});
  return exit_code;
}

}  // namespace

Outcome<int> RunOnAllTargets(Context& context, const std::string& command,
                             const std::function<int(const std::string& target)>& run) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, TargetNames(context));
  std::vector<TargetResult> results;
  std::vector<std::string> done;
  std::vector<std::string> rest(names);
  int exit_code = 0;
  for (const std::string& target : names) {
    rest.erase(rest.begin());
    const int its_code = RunOne(context, target, done.empty(), run, results);
    exit_code = Stops(its_code) ? its_code : std::max(its_code, exit_code);
    if (Stops(its_code)) {
      context.talk.Insist(fmt::format("stopped at target '{}'; done: {}; not begun: {}", target,
                                      done.empty() ? "none" : Join(done, ", "),
                                      rest.empty() ? "none" : Join(rest, ", ")));
      break;
    }
    done.push_back(target);
  }
  if (context.json()) context.io.out << AllTargetsJson(command, results, rest);
  return exit_code;
}

}  // namespace housewright::cli

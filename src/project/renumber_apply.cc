// ApplyRenumber() of renumber.h.

#include <fmt/format.h>

#include <functional>
#include <ranges>

#include "base/text.h"
#include "project/renumber.h"

namespace housewright::project {
namespace {

// Changes of files, each with the way back.
class Changes {
 public:
  Changes(FileSystem& files, const Config& config) : files_(files), config_(config) {}

  Result<void> Add(const std::string& path, const std::string& text) {
    const std::string full = JoinPath(config_.root, path);
    TRY(files_.WriteNew(full, text));
    undo_.push_back({path, [this, full] { return files_.Remove(full); }});
    return {};
  }
  Result<void> Replace(const std::string& path, const std::string& text, const std::string& old) {
    const std::string full = JoinPath(config_.root, path);
    TRY(files_.Write(full, text));
    undo_.push_back({path, [this, full, old] { return files_.Write(full, old); }});
    return {};
  }
  Result<void> Remove(const std::string& path, const std::string& old) {
    const std::string full = JoinPath(config_.root, path);
    TRY(files_.Remove(full));
    undo_.push_back({path, [this, full, old] { return files_.WriteNew(full, old); }});
    return {};
  }

  // Takes everything back, the last change first; answers the paths where that failed.
  std::vector<std::string> TakeBack() {
    std::vector<std::string> failed;
    for (const Undo& undo : std::views::reverse(undo_)) {
      if (!undo.run()) failed.push_back(undo.path);
    }
    return failed;
  }

 private:
  struct Undo {
    std::string path;
    std::function<Result<void>()> run;
  };
  FileSystem& files_;
  const Config& config_;
  std::vector<Undo> undo_;
};

Result<void> ChangeAll(Changes& changes, const RenumberPlan& plan) {
  for (const RenumberedFile& file : plan.renumbered) {
    TRY(changes.Add(file.new_path, file.new_text));
  }
  for (const FollowingFile& file : plan.following) {
    TRY(changes.Replace(file.path, file.new_text, file.text));
  }
  for (const RenumberedFile& file : plan.renumbered) TRY(changes.Remove(file.path, file.text));
  return {};
}

}  // namespace

Result<void> ApplyRenumber(FileSystem& files, const Config& config, const RenumberPlan& plan) {
  Changes changes(files, config);
  Result<void> done = ChangeAll(changes, plan);
  if (done) return {};
  const std::vector<std::string> left = changes.TakeBack();
  if (left.empty()) {
    return Fail(std::move(done).error().WithContext(
        "renumbering; what was written before is taken back: all files are as they were"));
  }
  return Fail(std::move(done)
                  .error()
                  .WithContext(fmt::format("renumbering; these files are changed and could not be "
                                           "taken back: {}",
                                           Join(left, ", ")))
                  .WithAdvice("restore them from version control (`git status` shows them), then "
                              "run `housewright renumber` again"));
}

}  // namespace housewright::project

// Loading and checking a project of 10,000 revisions from disk, the first part of every command.
// Goal, planning included: 50 ms and 64 MiB (docs/reference/performance.md).

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/file_system.h"
#include "project/project.h"

namespace {

using housewright::FileSystem;

std::string RevisionText(int number, int count_of_services) {
  const int before = number - count_of_services;
  return fmt::format(
      "-- revision: {0:05}\n-- down_revision: {1}\n-- message: Add the table of number {0}\n"
      "-- created: 2026-11-23T10:00:00Z\n\n-- +upgrade\n"
      "-- Raw events as they arrive; duplicates are removed by a merge.\n"
      "CREATE TABLE {{{{ database }}}}.events_{0}\n(\n"
      "    event_id UUID NOT NULL,\n    emission_time DateTime64(6) NOT NULL,\n"
      "    event String NOT NULL DEFAULT 'none'\n)\n"
      "ENGINE = ReplacingMergeTree ORDER BY (emission_time, event_id);\n\n"
      "ALTER TABLE {{{{ database }}}}.events_{0} ADD COLUMN actor Nullable(String) AFTER event;\n"
      "\n-- +downgrade\nDROP TABLE {{{{ database }}}}.events_{0};\n",
      number, before > 0 ? fmt::format("{:05}", before) : "none");
}

// A project on disk for the life of the object.
class ProjectOnDisk {
 public:
  explicit ProjectOnDisk(int revisions) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "housewright-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
    constexpr int kServices = 3;
    std::string config = "[variables]\ndatabase = \"xapi\"\n";
    for (int service = 0; service < kServices; ++service) {
      config += fmt::format("[services.s{}]\n", service);
      std::filesystem::create_directories(fmt::format("{}/services/s{}", path_, service));
    }
    Write("housewright.toml", config);
    for (int number = 1; number <= revisions; ++number) {
      Write(fmt::format("services/s{}/{:05}_add_events.sql", number % kServices, number),
            RevisionText(number, kServices));
    }
  }
  ~ProjectOnDisk() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ProjectOnDisk(const ProjectOnDisk&) = delete;
  ProjectOnDisk& operator=(const ProjectOnDisk&) = delete;
  std::string config() const { return path_ + "/housewright.toml"; }

 private:
  void Write(const std::string& name, const std::string& text) {
    std::FILE* file = std::fopen((path_ + "/" + name).c_str(), "w");
    if (file == nullptr || std::fwrite(text.data(), 1, text.size(), file) != text.size()) {
      std::abort();
    }
    std::fclose(file);
  }
  std::string path_;
};

void LoadProject(benchmark::State& state) {
  const ProjectOnDisk project(static_cast<int>(state.range(0)));
  const std::unique_ptr<FileSystem> files = housewright::MakeRealFileSystem();
  for (auto _ : state) {
    const housewright::project::LoadedProject loaded =
        housewright::project::LoadProject(*files, project.config());
    if (!loaded.project || !loaded.diagnostics.empty()) {
      state.SkipWithError(loaded.diagnostics.empty()
                              ? "no project"
                              : loaded.diagnostics[0].error.ToString().c_str());
      break;
    }
    benchmark::DoNotOptimize(loaded.project->graph.size());
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["peak_MiB"] = static_cast<double>(usage.ru_maxrss) / 1024.0;
}

}  // namespace

BENCHMARK(LoadProject)->Arg(100)->Arg(10'000)->Unit(benchmark::kMillisecond)->UseRealTime();

// clickhouse-local, whose main the engine's library holds: the first argument is the library, the
// others are clickhouse-local's. Errors are on stderr, results on stdout.

#include <dlfcn.h>

#include <cstddef>
#include <cstdio>

namespace {

// The beginning of libchdb's local_result.
struct LocalResult {
  char* text;
  std::size_t length;
};

}  // namespace

int main(int argc, char** argv) {
  void* library = argc > 1 ? ::dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : nullptr;
  void* entry = library != nullptr ? ::dlsym(library, "chdb_query_cmdline") : nullptr;
  if (entry == nullptr) {
    std::fprintf(stderr, "no engine library: %s\n", argc > 1 ? ::dlerror() : "none is named");
    return 64;
  }
  const auto run = reinterpret_cast<LocalResult* (*)(int, char**)>(entry);
  const LocalResult* result = run(argc - 1, argv + 1);
  if (result != nullptr && result->text != nullptr) {
    std::fwrite(result->text, 1, result->length, stdout);
  }
  return 0;
}

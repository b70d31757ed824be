#include "base/process_identity.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

#include "base/text.h"

namespace housewright {
namespace {

// Of /proc/PID/stat, counted behind the name: the name may hold blanks and parentheses.
constexpr std::size_t kStateField = 0, kStartField = 19;
constexpr std::size_t kParts = 4;

std::string ReadProc(const std::string& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return std::string(Trim(text));
}

std::string LinkOf(const char* path) {
  std::string target(256, '\0');
  const ssize_t length = ::readlink(path, target.data(), target.size());
  target.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  return target;
}

// "BOOT/NAMESPACE": where a process id means what it means here.
std::string Realm() {
  const std::string boot = ReadProc("/proc/sys/kernel/random/boot_id");
  const std::string ns = LinkOf("/proc/self/ns/pid");  // "pid:[4026531836]"
  return boot.empty() || ns.empty() ? "" : fmt::format("{}/{}", boot, ns);
}

// Nothing where there is no such process, or only what its parent has not yet asked for.
std::optional<std::string> StartOf(std::string_view pid) {
  const std::string stat = ReadProc(fmt::format("/proc/{}/stat", pid));
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos || name_end + 2 > stat.size()) return std::nullopt;
  const auto fields = Split(std::string_view(stat).substr(name_end + 2), ' ');
  if (fields.size() <= kStartField) return std::nullopt;
  if (fields[kStateField] == "Z" || fields[kStateField] == "X") return std::nullopt;
  return std::string(fields[kStartField]);
}

}  // namespace

std::string OwnProcessIdentity() {
  const std::string realm = Realm();
  const std::string pid = std::to_string(::getpid());
  const auto start = StartOf(pid);
  return realm.empty() || !start ? "" : fmt::format("{}/{}/{}", realm, pid, *start);
}

Liveness LivenessOf(std::string_view identity) {
  const auto parts = Split(identity, '/');
  if (parts.size() != kParts) return Liveness::kUnknown;
  const std::string realm = Realm();
  if (realm.empty() || realm != fmt::format("{}/{}", parts[0], parts[1])) return Liveness::kUnknown;
  return StartOf(parts[2]) == std::string(parts[3]) ? Liveness::kAlive : Liveness::kGone;
}

}  // namespace housewright

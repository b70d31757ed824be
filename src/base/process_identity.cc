#include "base/process_identity.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
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

struct ProcStat {
  bool has_ended = false;  // only its parent has not yet asked for it
  std::string start;       // in clock ticks since the boot
};

// Nothing where it cannot be read: the process may be gone, or another user's (hidepid).
std::optional<ProcStat> StatOf(std::string_view pid) {
  const std::string stat = ReadProc(fmt::format("/proc/{}/stat", pid));
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos || name_end + 2 > stat.size()) return std::nullopt;
  const auto fields = Split(std::string_view(stat).substr(name_end + 2), ' ');
  if (fields.size() <= kStartField) return std::nullopt;
  return ProcStat{.has_ended = fields[kStateField] == "Z" || fields[kStateField] == "X",
                  .start = std::string(fields[kStartField])};
}

bool IsNoProcess(std::string_view pid) {
  pid_t number = 0;
  const auto parsed = std::from_chars(pid.data(), pid.data() + pid.size(), number);
  if (parsed.ec != std::errc() || number <= 0) return false;
  return ::kill(number, 0) != 0 && errno == ESRCH;
}

}  // namespace

std::string OwnProcessIdentity() {
  const std::string realm = Realm();
  const std::string pid = std::to_string(::getpid());
  const auto stat = StatOf(pid);
  return realm.empty() || !stat ? "" : fmt::format("{}/{}/{}", realm, pid, stat->start);
}

Liveness LivenessOf(std::string_view identity) {
  const auto parts = Split(identity, '/');
  if (parts.size() != kParts) return Liveness::kUnknown;
  const std::string realm = Realm();
  if (realm.empty() || realm != fmt::format("{}/{}", parts[0], parts[1])) return Liveness::kUnknown;
  const auto stat = StatOf(parts[2]);
  if (!stat) return IsNoProcess(parts[2]) ? Liveness::kGone : Liveness::kUnknown;
  return stat->has_ended || stat->start != parts[3] ? Liveness::kGone : Liveness::kAlive;
}

}  // namespace housewright

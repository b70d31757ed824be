#include "cli/time_zone.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <optional>

#include "base/file_system.h"
#include "base/text.h"

namespace housewright::cli {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 60 * kMinute;

std::int64_t SecondsOf(Clock::WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

CivilTime CivilOf(const std::tm& parts, std::int64_t epoch) {
  return {.year = parts.tm_year + 1900,
          .month = parts.tm_mon + 1,
          .day = parts.tm_mday,
          .hour = parts.tm_hour,
          .minute = parts.tm_min,
          .second = parts.tm_sec,
          .epoch = epoch,
          .utc_offset = parts.tm_gmtoff,
          .utc = false};
}

CivilTime AtOffset(std::int64_t epoch, std::int64_t offset) {
  const std::time_t shifted = epoch + offset;
  std::tm parts{};
  ::gmtime_r(&shifted, &parts);
  CivilTime time = CivilOf(parts, epoch);
  time.utc_offset = offset;
  return time;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "+02:00", "-0530", "+02".
std::optional<std::int64_t> ParseOffset(std::string_view text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::string digits;
  for (const char c : text.substr(1)) {
    if (c == ':' && digits.size() == 2) continue;
    if (!IsDigit(c)) return std::nullopt;
    digits += c;
  }
  if (digits.size() != 2 && digits.size() != 4) return std::nullopt;
  const auto number = [&digits](std::size_t at) {
    return (digits[at] - '0') * 10 + digits[at + 1] - '0';
  };
  const int hours = number(0);
  const int minutes = digits.size() == 4 ? number(2) : 0;
  if (hours > 15 || minutes > 59) return std::nullopt;
  const std::int64_t offset = hours * kHour + minutes * kMinute;
  return text[0] == '-' ? -offset : offset;
}

Error UnknownZone(const std::string& zone, std::string_view why) {
  return Error(ErrorCode::kInvalidInput, fmt::format("the time zone '{}' {}", zone, why))
      .WithAdvice("write a name such as Europe/Berlin, or UTC, local, or an offset such as +02:00");
}

// A name that is a file of the database, and leads nowhere else.
Result<void> CheckZoneFile(const std::string& zone) {
  const bool good = std::ranges::all_of(zone, [](char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
           c == '+' || c == '/';
  });
  if (!good || zone.empty() || zone.starts_with('/')) {
    return Fail(UnknownZone(zone, "has no name that a zone can have"));
  }
  const char* directory = std::getenv("TZDIR");
  const std::string database =
      directory != nullptr && *directory != '\0' ? directory : "/usr/share/zoneinfo";
  struct stat info{};
  if (::stat(JoinPath(database, zone).c_str(), &info) == 0 && S_ISREG(info.st_mode)) return {};
  if (::stat(database.c_str(), &info) == 0) {
    return Fail(UnknownZone(zone, fmt::format("is not in {}", database)));
  }
  return Fail(UnknownZone(zone, fmt::format("cannot be looked up: {} is not there", database))
                  .WithAdvice("install tzdata, or write UTC or an offset such as +02:00"));
}

// TZ as it was, when it goes.
class ZoneSetting {
 public:
  explicit ZoneSetting(const std::string& zone) {
    if (const char* before = std::getenv("TZ")) before_ = before;
    ::setenv("TZ", (":" + zone).c_str(), 1);
    ::tzset();
  }
  ~ZoneSetting() {
    if (before_) {
      ::setenv("TZ", before_->c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }
  ZoneSetting(const ZoneSetting&) = delete;
  ZoneSetting& operator=(const ZoneSetting&) = delete;

 private:
  std::optional<std::string> before_;
};

}  // namespace

std::string FormatIso(const CivilTime& time) {
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time.year, time.month,
                                 time.day, time.hour, time.minute, time.second);
  if (time.utc) return text + "Z";
  const std::int64_t size = time.utc_offset < 0 ? -time.utc_offset : time.utc_offset;
  return text + fmt::format("{}{:02}:{:02}", time.utc_offset < 0 ? '-' : '+', size / kHour,
                            size % kHour / kMinute);
}

Result<CivilTime> TimeIn(const std::string& zone, Clock::WallTime time, ZoneLookup lookup) {
  if (EqualsIgnoringCase(zone, "utc")) {
    CivilTime utc = AtOffset(SecondsOf(time), 0);
    utc.utc = true;
    return utc;
  }
  if (const auto offset = ParseOffset(zone)) return AtOffset(SecondsOf(time), *offset);
  return lookup(time, zone);
}

Result<CivilTime> LookUpZone(Clock::WallTime time, const std::string& zone) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const std::time_t epoch = SecondsOf(time);
  std::tm parts{};
  if (EqualsIgnoringCase(zone, "local")) {
    ::tzset();
    ::localtime_r(&epoch, &parts);
    return CivilOf(parts, epoch);
  }
  TRY(CheckZoneFile(zone));
  const ZoneSetting setting(zone);
  ::localtime_r(&epoch, &parts);
  return CivilOf(parts, epoch);
}

}  // namespace housewright::cli

#pragma once

// The time of day in a zone, for `created` and the file names of new revisions.

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace housewright::cli {

struct CivilTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  std::int64_t epoch = 0;       // seconds
  std::int64_t utc_offset = 0;  // seconds east of Greenwich
  bool utc = true;              // written with 'Z'
};

// "2026-11-23T10:00:00Z", "2026-11-23T11:00:00+01:00".
std::string FormatIso(const CivilTime& time);

// Looks a named zone, or "local", up at `time`.
using ZoneLookup = Result<CivilTime> (*)(Clock::WallTime time, const std::string& zone);

// `zone`: "UTC", "local", "+02:00" or a name such as "Europe/Berlin"; only "local" and names need
// `lookup`. kInvalidInput for what is none of these.
Result<CivilTime> TimeIn(const std::string& zone, Clock::WallTime time, ZoneLookup lookup);

// The lookup by the C library and its time zone database (/usr/share/zoneinfo, or TZDIR). It sets
// TZ for a moment: to be called while no other thread reads the environment.
Result<CivilTime> LookUpZone(Clock::WallTime time, const std::string& zone);

}  // namespace housewright::cli

#include "analyzer/commands/moment.hpp"

#include <ctime>
#include <string>

#include "common/units.hpp"

namespace tidemark {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::size_t kLengthOfDate = 10;
constexpr std::size_t kLengthOfOffset = 6;

bool names_offset(std::string_view time) {
  if (time.size() <= kLengthOfDate + kLengthOfOffset) return false;
  const char sign = time[time.size() - kLengthOfOffset];
  return time.back() == 'Z' || time.back() == 'z' || sign == '+' || sign == '-';
}

// Returns when the machine's clocks show what `shown` says as if it were UTC.
std::optional<WallTime> from_local(WallTime shown) {
  const auto day = floor<days>(shown);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(shown - day);
  std::tm local{};
  local.tm_year = static_cast<int>(date.year()) - 1900;
  local.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  local.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
  local.tm_hour = static_cast<int>(clock.hours().count());
  local.tm_min = static_cast<int>(clock.minutes().count());
  local.tm_sec = static_cast<int>(clock.seconds().count());
  local.tm_isdst = -1;
  const std::time_t time = std::mktime(&local);
  if (time == -1) return std::nullopt;
  return WallTime(seconds(time)) + clock.subseconds();
}

// Returns what the machine's clocks show, as if that were UTC.
std::optional<WallTime> to_local(WallTime time) {
  const std::time_t whole = floor<seconds>(time).time_since_epoch().count();
  std::tm local{};
  if (localtime_r(&whole, &local) == nullptr) return std::nullopt;
  return WallTime(seconds(whole + local.tm_gmtoff));
}

}  // namespace

std::optional<WallTime> parse_moment(std::string_view text, WallTime now) {
  if (text == "now") return now;
  if (text.starts_with('-')) {
    const auto before = parse_duration(text.substr(1));
    return before ? std::optional(now - *before) : std::nullopt;
  }
  if (const auto time = parse_rfc3339(text)) return names_offset(text) ? time : from_local(*time);
  const auto local_now = to_local(now);
  if (!local_now) return std::nullopt;
  const auto midnight = floor<days>(*local_now);
  if (text == "today") return from_local(midnight);
  if (text == "yesterday") return from_local(midnight - days(1));
  const std::string date = format_rfc3339(midnight).substr(0, kLengthOfDate);
  const auto time = parse_rfc3339(date + ' ' + std::string(text));
  return time && !names_offset(date + ' ' + std::string(text)) ? from_local(*time) : std::nullopt;
}

}  // namespace tidemark

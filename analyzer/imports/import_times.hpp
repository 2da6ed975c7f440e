#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/rfc3339.hpp"

namespace tidemark {

// Returns how far local times are ahead of UTC, as `text` states it: "+02:00", "-05:30" or "Z". Throws
// UserError for anything else.
[[nodiscard]] std::chrono::minutes parse_utc_offset(const std::string& text);

// All of the following return nanoseconds since 1970 and throw BadLine, where the text is no such time, or not
// one of 1970 to 2116.

// Of RFC 3339, also with a blank for the T and without a zone, which is then utc_offset ahead of UTC.
[[nodiscard]] std::int64_t parse_time(std::string_view text, std::chrono::minutes utc_offset);
// Of a decimal number of units, exactly: "1796028760.3905".
[[nodiscard]] std::int64_t parse_count_of(std::string_view text, std::chrono::nanoseconds unit);
// By a pattern of strptime(3), such as "%d/%m/%Y %H:%M:%S"; a fraction may follow its seconds.
[[nodiscard]] std::int64_t parse_time_by(std::string_view text, const std::string& pattern,
                                         std::chrono::minutes utc_offset);

// Returns the time that a whole line states, as date(1) and people print it before a listing: RFC 3339, seconds since 1970,
// "Mon Nov 30 08:52:39 UTC 2026", "Mon 30 Nov 2026 08:52:39 AM UTC"; nullopt where the line is none.
[[nodiscard]] std::optional<std::int64_t> time_of_line(std::string_view line,
                                                       std::chrono::minutes utc_offset);

// Whether text is a time of day: 08:52:40.
[[nodiscard]] bool is_time_of_day(std::string_view text);

// The clock of a log whose lines have a time of day only: it goes past midnight into the next day.
class DayClock {
 public:
  // midnight  of the day on which the log begins, nanoseconds since 1970
  explicit DayClock(std::int64_t midnight) : midnight_(midnight) {}

  // Returns the time in nanoseconds since 1970.
  //
  // time_of_day  "08:52:40", or before it was noon by `half` "AM" or "PM", which is empty on a clock of 24 hours
  // Throws       BadLine
  [[nodiscard]] std::int64_t at(std::string_view time_of_day, std::string_view half = {});

 private:
  std::int64_t midnight_;
  std::int64_t last_ = 0;  // since midnight
};

// Returns the midnight of a day: "2026-11-30", "11/30/2026", "11/30/26", "30.11.2026"; where both of 03/04/26 may be the month,
// the first is. nullopt for no day.
[[nodiscard]] std::optional<std::int64_t> parse_day(std::string_view text, std::chrono::minutes utc_offset);

// Returns the midnight before a time, on clocks that are so far ahead of UTC.
[[nodiscard]] std::int64_t midnight_before(WallTime time, std::chrono::minutes utc_offset);

}  // namespace tidemark

#include "common/rfc3339.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cstdint>

namespace tidemark {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// Takes the text apart from the left. Where the text does not fit, every taker returns false and leaves
// `rest` unspecified.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool take_digits(std::size_t count, int& value) {
    if (rest_.size() < count) return false;
    const char* begin = rest_.data();
    const auto [end, error] = std::from_chars(begin, begin + count, value);
    if (error != std::errc() || end != begin + count || *begin == '-') return false;
    rest_.remove_prefix(count);
    return true;
  }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_fraction(nanoseconds& fraction) {
    std::int64_t value = 0;
    std::size_t digits = 0;
    while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') {
      if (digits == 9) return false;
      value = value * 10 + (rest_[digits] - '0');
      ++digits;
    }
    if (digits == 0) return false;
    rest_.remove_prefix(digits);
    for (; digits < 9; ++digits) value *= 10;
    fraction = nanoseconds(value);
    return true;
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<WallTime> parse_date(Cursor& cursor) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!cursor.take_digits(4, year) || !cursor.take('-') || !cursor.take_digits(2, month) ||
      !cursor.take('-') || !cursor.take_digits(2, day)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1970 || year > 2261) return std::nullopt;
  return WallTime(std::chrono::sys_days(date));
}

std::optional<nanoseconds> parse_time_of_day(Cursor& cursor) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  nanoseconds fraction{0};
  if (!cursor.take_digits(2, hour) || !cursor.take(':') || !cursor.take_digits(2, minute))
    return std::nullopt;
  if (cursor.take(':')) {
    if (!cursor.take_digits(2, second)) return std::nullopt;
    if (cursor.take('.') && !cursor.take_fraction(fraction)) return std::nullopt;
  }
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return hours(hour) + minutes(minute) + seconds(second) + fraction;
}

std::optional<nanoseconds> parse_offset(Cursor& cursor) {
  if (cursor.at_end() || cursor.take('Z') || cursor.take('z')) return nanoseconds(0);
  const bool east = cursor.take('+');
  if (!east && !cursor.take('-')) return std::nullopt;
  int hour = 0;
  int minute = 0;
  if (!cursor.take_digits(2, hour) || !cursor.take(':') || !cursor.take_digits(2, minute))
    return std::nullopt;
  if (hour > 23 || minute > 59) return std::nullopt;
  const nanoseconds offset = hours(hour) + minutes(minute);
  return east ? offset : -offset;
}

}  // namespace

std::string format_rfc3339(WallTime time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(time - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  Cursor cursor(text);
  const auto date = parse_date(cursor);
  if (!date) return std::nullopt;
  if (cursor.at_end()) return date;
  if (!cursor.take('T') && !cursor.take('t') && !cursor.take(' ')) return std::nullopt;
  const auto time_of_day = parse_time_of_day(cursor);
  if (!time_of_day) return std::nullopt;
  const auto offset = parse_offset(cursor);
  if (!offset || !cursor.at_end()) return std::nullopt;
  return *date + *time_of_day - *offset;
}

}  // namespace tidemark

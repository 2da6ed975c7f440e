#include "analyzer/imports/import_times.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <vector>

#include "analyzer/imports/import_input.hpp"
#include "common/error.hpp"
#include "common/text.hpp"
#include "schema/bounds.hpp"

namespace tidemark {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86400 * kSecond;

std::int64_t within_bounds(std::int64_t wall_ns, std::string_view text) {
  if (wall_ns < 0 || wall_ns > kLatestNs)
    throw BadLine{fmt::format("'{}' does not lie between 1970 and 2116", escape_name(text))};
  return wall_ns;
}

// Where `text` is not as the pattern has it: nullopt.
std::optional<std::int64_t> match_time(std::string_view text, const std::string& pattern,
                                       std::chrono::minutes utc_offset) {
  constexpr std::int64_t kMostSeconds = kLatestNs / kSecond;
  const std::string copy(text);
  tm fields = {};
  fields.tm_mday = 1;
  fields.tm_year = 70;
  const char* end = strptime(copy.c_str(), pattern.c_str(), &fields);
  if (end == nullptr) return std::nullopt;
  std::int64_t fraction = 0;
  if ((*end == '.' || *end == ',') && end[1] != '\0') {
    std::int64_t unit = kSecond;
    for (++end; *end >= '0' && *end <= '9'; ++end) {
      unit /= 10;
      fraction += (*end - '0') * unit;
    }
  }
  if (*end != '\0') return std::nullopt;
  // What %z states is there already; timegm takes it for UTC.
  const long stated = fields.tm_gmtoff;
  const std::int64_t seconds = timegm(&fields);
  if (seconds < -86400 || seconds > kMostSeconds) return std::nullopt;
  const bool has_zone = pattern.find("%z") != std::string::npos;
  const std::int64_t ahead = has_zone ? stated : std::chrono::seconds(utc_offset).count();
  return (seconds - ahead) * kSecond + fraction;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::chrono::minutes parse_utc_offset(const std::string& text) {
  // Noon with that offset, so that RFC 3339's own rules decide what an offset is.
  constexpr std::string_view kNoon = "2000-01-01T12:00:00";
  const auto noon = parse_rfc3339(kNoon);
  const auto local_noon = text.empty() ? std::nullopt : parse_rfc3339(std::string(kNoon) + text);
  if (!local_noon || text.front() == '.') {
    throw UserError(fmt::format("utc-offset: '{}' is not an offset; write it like +02:00 or -05:30", text));
  }
  return std::chrono::duration_cast<std::chrono::minutes>(*noon - *local_noon);
}

std::int64_t parse_time(std::string_view text, std::chrono::minutes utc_offset) {
  constexpr std::size_t kDate = 10;
  const auto time = parse_rfc3339(text);
  if (!time)
    throw BadLine{fmt::format("'{}' is not a time like 2024-05-16 17:26:01.050000", escape_name(text))};
  const bool states_offset =
      text.size() > kDate && text.find_first_of("Zz+-", kDate) != std::string_view::npos;
  return within_bounds((states_offset ? *time : *time - utc_offset).time_since_epoch().count(), text);
}

std::int64_t parse_count_of(std::string_view text, std::chrono::nanoseconds unit) {
  const auto reject = [&] {
    throw BadLine{
        fmt::format("'{}' is not a number of seconds or of another unit of time", escape_name(text))};
  };
  const std::size_t point = std::min(text.find_first_of(".,"), text.size());
  const std::string_view fraction = point < text.size() ? text.substr(point + 1) : std::string_view();
  if (!is_digits(text.substr(0, point)) || (!fraction.empty() && !is_digits(fraction))) {
    // With an exponent, as of spreadsheets.
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) reject();
    const double ns = value * static_cast<double>(unit.count());
    if (!(ns >= 0.0 && ns <= static_cast<double>(kLatestNs))) return within_bounds(-1, text);
    return std::llround(ns);
  }
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + point, whole);
  if (error != std::errc() || whole > kLatestNs / unit.count()) return within_bounds(-1, text);
  std::int64_t ns = whole * unit.count();
  std::int64_t place = unit.count();
  for (const char digit : fraction) {
    place /= 10;
    ns += (digit - '0') * place;
  }
  return within_bounds(ns, text);
}

std::int64_t parse_time_by(std::string_view text, const std::string& pattern,
                           std::chrono::minutes utc_offset) {
  const auto time = match_time(text, pattern, utc_offset);
  if (!time)
    throw BadLine{fmt::format("'{}' is no time as in '{}'", escape_name(text), escape_name(pattern))};
  return within_bounds(*time, text);
}

std::optional<std::int64_t> time_of_line(std::string_view line, std::chrono::minutes utc_offset) {
  // What some put around it.
  constexpr std::string_view kOrnaments = " \t=-#*[]:";
  const std::size_t begin = line.find_first_not_of(kOrnaments);
  if (begin == std::string_view::npos) return std::nullopt;
  line = line.substr(begin, line.find_last_not_of(kOrnaments) + 1 - begin);
  try {
    if (parse_rfc3339(line)) return parse_time(line, utc_offset);
    // Ten digits are the years 2001 to 2286.
    const std::string_view whole = line.substr(0, line.find('.'));
    if (is_digits(whole) && whole.size() == 10) return parse_count_of(line, std::chrono::seconds(1));
  } catch (const BadLine&) {
    return std::nullopt;
  }
  if (std::count(line.begin(), line.end(), ':') < 2) return std::nullopt;
  std::string plain;
  bool is_utc = false;
  for (const std::string_view word : split_words(line)) {
    const bool is_zone =
        word.size() >= 3 && word != "AM" && word != "PM" &&
        std::all_of(word.begin(), word.end(), [](char one) { return one >= 'A' && one <= 'Z'; });
    is_utc = is_utc || word == "UTC" || word == "GMT";
    if (is_zone) continue;
    if (!plain.empty()) plain += ' ';
    plain += word;
  }
  constexpr std::array kPatterns{"%a %b %d %H:%M:%S %Y",    "%a %b %d %I:%M:%S %p %Y",
                                 "%a %d %b %Y %I:%M:%S %p", "%a %d %b %H:%M:%S %Y",
                                 "%a %d %b %Y %H:%M:%S",    "%a, %d %b %Y %H:%M:%S %z"};
  for (const char* pattern : kPatterns) {
    const auto time = match_time(plain, pattern, is_utc ? std::chrono::minutes(0) : utc_offset);
    if (time && *time >= 0) return time;
  }
  return std::nullopt;
}

bool is_time_of_day(std::string_view text) {
  return text.size() >= 7 && text.find_first_not_of("0123456789:.") == std::string_view::npos &&
         std::count(text.begin(), text.end(), ':') == 2;
}

std::int64_t DayClock::at(std::string_view time_of_day, std::string_view half) {
  const std::string text(time_of_day);
  const auto since_midnight =
      half.empty() ? match_time(text, "%H:%M:%S", std::chrono::minutes(0))
                   : match_time(text + " " + std::string(half), "%I:%M:%S %p", std::chrono::minutes(0));
  if (!since_midnight || *since_midnight < 0 || *since_midnight > kDay)
    throw BadLine{fmt::format("'{}' is not a time of day like 08:52:40", escape_name(time_of_day))};
  // A clock that is set back by a little, as at the end of summer time, stays on its day.
  if (*since_midnight < last_ - kDay / 2) midnight_ += kDay;
  last_ = *since_midnight;
  return within_bounds(midnight_ + *since_midnight, time_of_day);
}

std::optional<std::int64_t> parse_day(std::string_view text, std::chrono::minutes utc_offset) {
  const std::vector<const char*> patterns = text.find('/') != std::string_view::npos
                                                ? std::vector{"%m/%d/%y", "%d/%m/%y", "%m/%d/%Y", "%d/%m/%Y"}
                                                : std::vector{"%Y-%m-%d", "%d.%m.%y", "%d.%m.%Y"};
  for (const char* pattern : patterns) {
    const auto day = match_time(text, pattern, utc_offset);
    if (day && *day >= -kDay) return day;
  }
  return std::nullopt;
}

std::int64_t midnight_before(WallTime time, std::chrono::minutes utc_offset) {
  return (std::chrono::floor<std::chrono::days>(time + utc_offset) - utc_offset).time_since_epoch() /
         std::chrono::nanoseconds(1);
}

}  // namespace tidemark

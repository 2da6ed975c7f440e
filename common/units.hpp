#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tidemark {

// A share of something that is known only later, such as the recorded MemTotal.
struct Percent {
  double value;
  bool operator==(const Percent&) const = default;
};

using Bytes = std::int64_t;
using SizeOrPercent = std::variant<Bytes, Percent>;

// Returns the duration that `text` states: a decimal number and one of ns, us, ms, s, m, h, d ("250ms",
// "1.5h"). Returns nullopt for anything else, for a negative one and for one that nanoseconds in 64 bits
// cannot hold.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

// Returns the bytes that `text` states: a decimal number and its unit, B, KiB to TiB or K to T (powers of 1024), or KB
// to TB (powers of 1000): "1.5GiB", "4G", "4GB". Returns nullopt for anything else, for a negative one, for a bare
// number and for one beyond 2^63 - 1.
[[nodiscard]] std::optional<Bytes> parse_size(std::string_view text);

// Returns what parse_size returns, or a percentage such as "80%", above 0 and at most 1000.
[[nodiscard]] std::optional<SizeOrPercent> parse_size_or_percent(std::string_view text);

// Returns `duration` for people, in its two largest units and rounded to the smaller:
// "250 ms", "12.3 s", "5 m 3 s", "3 h 20 m", "6 d 4 h".
[[nodiscard]] std::string format_duration(std::chrono::nanoseconds duration);

// Returns any number of seconds as format_duration does; "never" where nanoseconds in 64 bits cannot hold
// them.
[[nodiscard]] std::string format_seconds(double seconds);

// Returns `bytes` for people, with three significant digits: "512 B", "1.50 GiB", "-64.0 MiB".
[[nodiscard]] std::string format_size(double bytes);

}  // namespace tidemark

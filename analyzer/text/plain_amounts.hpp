#pragma once

#include <string>

namespace tidemark {

// Amounts as a person would say them, with two digits or so. For tables and for programs see common/units.hpp.

// Returns "33 MiB", "6.2 MiB", "1.3 GiB"; never negative.
[[nodiscard]] std::string plain_size(double bytes);

// Returns "from 6 to 33 MiB", both in the larger one's unit, with as many digits as tell them apart.
[[nodiscard]] std::string plain_range(double from_bytes, double to_bytes);

// Returns "121 of 136 MiB", both in the whole's unit.
[[nodiscard]] std::string plain_part(double part_bytes, double whole_bytes);

// Returns "1.1 MiB/s", "30 MiB a minute", "5 GiB a day": by the shortest time in which it is a MiB or more, a day at
// most.
[[nodiscard]] std::string plain_rate(double bytes_per_second);

// Returns "26 s", "5 min", "3.5 h", "12 days".
[[nodiscard]] std::string plain_duration(double seconds);

}  // namespace tidemark

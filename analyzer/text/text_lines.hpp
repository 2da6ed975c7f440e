#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tidemark {

// Text for people keeps within this many columns.
inline constexpr std::size_t kTextWidth = 100;

// Returns "1 process", "2 processes".
[[nodiscard]] std::string count_of(std::size_t count, std::string_view one, std::string_view many);

// Returns "a", "a and b", "a, b and c": `last` stands before the last of several.
[[nodiscard]] std::string enumerate(std::span<const std::string_view> words, std::string_view last);

// Returns printable `text` with exactly `width` columns, for a cell of a table: shortened, or with spaces
// behind it. It holds no command to a CI service, see disarm_ci_commands().
[[nodiscard]] std::string pad(std::string_view text, std::size_t width);

// Breaks printable `text` at spaces into lines of at most `width` columns, each with a newline; a word longer
// than a line is cut into pieces.
//
// first, rest  what the first and the other lines begin with, narrower than `width`
[[nodiscard]] std::string wrap(std::string_view text, std::string_view first, std::string_view rest,
                               std::size_t width = kTextWidth);

}  // namespace tidemark

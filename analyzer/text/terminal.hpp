#pragma once

#include <cstddef>
#include <optional>

namespace tidemark {

// Returns how many columns the terminal has that standard output is; nullopt where it is none, or does not say.
[[nodiscard]] std::optional<std::size_t> terminal_columns();

// Text for people fits the terminal from so many columns on.
inline constexpr std::size_t kNarrowestText = 60;

// Returns how wide text for people is on standard output: as the terminal, from kNarrowestText to kTextWidth; without one, that.
[[nodiscard]] std::size_t text_width();

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <optional>

namespace tidemark {

// Returns how many columns the terminal has that standard output is; nullopt where it is none, or does not say.
[[nodiscard]] std::optional<std::size_t> terminal_columns();

}  // namespace tidemark

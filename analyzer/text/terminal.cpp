#include "analyzer/text/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "analyzer/text/text_lines.hpp"

namespace tidemark {

std::optional<std::size_t> terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

std::size_t text_width() {
  return std::clamp(terminal_columns().value_or(kTextWidth), kNarrowestText, kTextWidth);
}

}  // namespace tidemark

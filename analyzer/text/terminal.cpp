#include "analyzer/text/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace tidemark {

std::optional<std::size_t> terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

}  // namespace tidemark

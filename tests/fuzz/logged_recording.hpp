#pragma once

#include <string>
#include <string_view>

namespace tidemark::testing {

// A recording that was not closed: a file, and beside it a log (-wal) with what came last.
struct LoggedRecording {
  std::string file;  // bytes, as the next
  std::string
      frames;  // of the log, each a page's number, the file's pages after a commit or 0, and the page; see log_of
};

// Always the same.
[[nodiscard]] LoggedRecording make_logged_recording();

// Returns the log that SQLite takes for its own: with frames as they are, or as many as there are whole, and checksums that
// hold (https://www.sqlite.org/walformat.html).
[[nodiscard]] std::string log_of(std::string_view frames);

}  // namespace tidemark::testing

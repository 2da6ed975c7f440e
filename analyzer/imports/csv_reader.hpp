#pragma once

#include <cstddef>
#include <deque>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace tidemark {

struct CsvRecord {
  std::size_t line;  // on which it begins, counted from 1
  std::vector<std::string> fields;
  std::string error;  // why there are no fields; empty where there are
};

// Reads comma-separated values as in RFC 4180, or values that another character parts: a quoted field may hold commas, line ends and, doubled,
// quotes. Lines end in LF or CRLF; empty ones are passed over. A record whose quotes do not fit is one line
// with an error, and reading goes on behind that line.
class CsvReader {
 public:
  // input must outlive the reader.
  explicit CsvReader(std::istream& input, char delimiter = ',') : input_(input), delimiter_(delimiter) {}

  // Returns the next record, or nullopt at the end. A line of more than 1 MiB is taken for several. Throws what
  // the input's buffer throws.
  // Cost  memory for one record, which is at most some 64 KiB where quotes are open at a line's end
  [[nodiscard]] std::optional<CsvRecord> next();

 private:
  bool take_line(std::string& line);

  std::istream& input_;
  char delimiter_;
  std::deque<std::string> unread_;  // lines taken while looking for a closing quote that did not come
  std::size_t line_ = 0;
};

}  // namespace tidemark

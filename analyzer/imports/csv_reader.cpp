#include "analyzer/imports/csv_reader.hpp"

#include <iterator>
#include <streambuf>
#include <string_view>
#include <utility>

namespace tidemark {
namespace {

constexpr std::size_t kLongestOpenRecord = 65536;
constexpr std::size_t kLongestLine = 1048576;

// Splits one record into fields, fed line by line.
class FieldSplitter {
 public:
  // line  without its LF
  void feed(std::string_view line) {
    if (state_ == State::kQuoted) fields_.back() += '\n';
    const bool has_return = line.ends_with('\r');
    if (has_return) line.remove_suffix(1);
    for (const char byte : line) take(byte);
    // Within quotes it is part of the field; elsewhere, of the line's end.
    if (has_return && state_ == State::kQuoted) fields_.back() += '\r';
  }

  [[nodiscard]] bool has_open_quote() const { return state_ == State::kQuoted; }
  [[nodiscard]] bool has_misplaced_quote() const { return state_ == State::kMisplacedQuote; }
  std::vector<std::string>& fields() { return fields_; }

 private:
  enum class State { kFieldStart, kPlain, kQuoted, kQuoteInQuoted, kMisplacedQuote };

  void take(char byte) {
    if (state_ == State::kMisplacedQuote) return;
    if (state_ == State::kQuoted) {
      if (byte == '"') {
        state_ = State::kQuoteInQuoted;
      } else {
        fields_.back() += byte;
      }
    } else if (byte == ',') {
      fields_.emplace_back();
      state_ = State::kFieldStart;
    } else if (byte == '"') {
      take_quote();
    } else if (state_ == State::kQuoteInQuoted) {
      state_ = State::kMisplacedQuote;
    } else {
      fields_.back() += byte;
      state_ = State::kPlain;
    }
  }

  void take_quote() {
    if (state_ == State::kQuoteInQuoted) fields_.back() += '"';
    state_ = state_ == State::kPlain ? State::kMisplacedQuote : State::kQuoted;
  }

  State state_ = State::kFieldStart;
  std::vector<std::string> fields_{1};
};

bool is_empty(std::string_view line) { return line.empty() || line == "\r"; }

}  // namespace

bool CsvReader::read_line(std::string& line) {
  if (!unread_.empty()) {
    line = std::move(unread_.front());
    unread_.pop_front();
    return true;
  }
  line.clear();
  std::streambuf& bytes = *input_.rdbuf();
  for (int byte = bytes.sbumpc(); byte != std::streambuf::traits_type::eof(); byte = bytes.sbumpc()) {
    if (byte == '\n') return true;
    line += static_cast<char>(byte);
    if (line.size() == kLongestLine) return true;
  }
  return !line.empty();
}

std::optional<CsvRecord> CsvReader::next() {
  std::string line;
  do {
    if (!read_line(line)) return std::nullopt;
    ++line_;
  } while (is_empty(line));
  CsvRecord record{line_, {}, {}};
  FieldSplitter splitter;
  splitter.feed(line);
  std::size_t length = line.size();
  std::deque<std::string> taken;
  while (splitter.has_open_quote() && length < kLongestOpenRecord && read_line(line)) {
    splitter.feed(line);
    length += line.size() + 1;
    taken.push_back(std::move(line));
  }
  if (!splitter.has_open_quote() && !splitter.has_misplaced_quote()) {
    line_ += taken.size();
    record.fields = std::move(splitter.fields());
    return record;
  }
  unread_.insert(unread_.begin(), std::make_move_iterator(taken.begin()),
                 std::make_move_iterator(taken.end()));
  record.error = splitter.has_open_quote() ? "a quote is not closed" : "a quote stands where none may";
  return record;
}

}  // namespace tidemark

#include "analyzer/imports/csv_reader.hpp"

#include <iterator>
#include <string_view>
#include <utility>

#include "analyzer/imports/import_input.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kLongestOpenRecord = 65536;

// Splits one record into fields, fed line by line.
class FieldSplitter {
 public:
  explicit FieldSplitter(char delimiter) : delimiter_(delimiter) {}
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
    } else if (byte == delimiter_) {
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

  char delimiter_;
  State state_ = State::kFieldStart;
  std::vector<std::string> fields_{1};
};

bool is_empty(std::string_view line) { return line.empty() || line == "\r"; }

}  // namespace

bool CsvReader::take_line(std::string& line) {
  if (unread_.empty()) return read_line(*input_.rdbuf(), line);
  line = std::move(unread_.front());
  unread_.pop_front();
  return true;
}

std::optional<CsvRecord> CsvReader::next() {
  std::string line;
  do {
    if (!take_line(line)) return std::nullopt;
    ++line_;
  } while (is_empty(line));
  CsvRecord record{line_, {}, {}};
  FieldSplitter splitter(delimiter_);
  splitter.feed(line);
  std::size_t length = line.size();
  std::deque<std::string> taken;
  while (splitter.has_open_quote() && length < kLongestOpenRecord && take_line(line)) {
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

#include "analyzer/imports/pidstat_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzer/imports/import_times.hpp"
#include "analyzer/imports/process_table.hpp"
#include "common/error.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

bool is_half(std::string_view word) { return word == "AM" || word == "PM" || word == "am" || word == "pm"; }

class Reader {
 public:
  explicit Reader(ImportInput& input) : input_(input), clock_(start_of(input.settings)) {}

  void take(std::string_view line) {
    const std::vector<std::string_view> words = split_words(line);
    if (words.empty() || words[0].starts_with("Average")) return;
    if (is_title(words)) {
      take_title(words);
    } else if (!take_headings(words)) {
      take_process(line, words);
    }
  }

  [[nodiscard]] bool has_met_memory() const { return has_met_memory_; }

 private:
  static std::int64_t start_of(const ImportSettings& settings) {
    return midnight_before(settings.start.value_or(WallTime()), settings.utc_offset);
  }

  // Linux 6.1.0 (host)  11/30/26  _x86_64_  (2 CPU)
  static bool is_title(std::span<const std::string_view> words) {
    return words.size() >= 5 && words[0] == "Linux" && words[2].starts_with('(') && words[2].ends_with(')');
  }

  void take_title(std::span<const std::string_view> words) {
    session_ = input_.store.session(words[2].substr(1, words[2].size() - 2));
    headings_.reset();
    if (input_.settings.start) return;
    const auto day = parse_day(words[3], input_.settings.utc_offset);
    if (!day) throw BadLine{fmt::format("'{}' is no date; --start says it", escape_name(words[3]))};
    clock_ = DayClock(*day);
  }

  bool take_headings(std::span<const std::string_view> words) {
    constexpr std::array<std::string_view, 4> kFirst{"UID", "USER", "PID", "TGID"};
    const auto first = std::find_first_of(words.begin(), words.end(), kFirst.begin(), kFirst.end());
    if (first == words.end() || words.back() != "Command") return false;
    headings_ = find_headings(words, static_cast<std::size_t>(first - words.begin()));
    has_met_memory_ = has_met_memory_ || (headings_ && headings_->has_memory());
    return true;
  }

  void take_process(std::string_view line, std::span<const std::string_view> words) {
    if (!headings_) throw BadLine{fmt::format("'{}' stands before any headings", escape_name(line))};
    // Of another option, such as -u.
    if (!headings_->has_memory()) return;
    const bool has_half = words.size() > 1 && is_half(words[1]);
    const std::int64_t wall_ns = words[0].find(':') == std::string_view::npos
                                     ? parse_count_of(words[0], std::chrono::seconds(1))
                                     : clock_.at(words[0], has_half ? words[1] : std::string_view());
    if (!session_) session_ = input_.store.session("");
    add_process_line(input_, *session_, wall_ns, line, words, has_half ? 2 : 1, *headings_);
  }

  ImportInput& input_;
  DayClock clock_;
  std::optional<std::uint32_t> session_;
  std::optional<ProcessHeadings> headings_;
  bool has_met_memory_ = false;
};

}  // namespace

void read_pidstat(ImportInput& input) {
  Reader reader(input);
  ImportLines lines(input);
  while (lines.next()) input.bad_lines.attempt(lines.number(), [&] { reader.take(lines.line()); });
  if (!reader.has_met_memory())
    throw FileError(input.path(), kImportAction, "it has no VSZ or RSS; pidstat prints them with -r");
}

}  // namespace tidemark

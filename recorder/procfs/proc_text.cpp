#include "recorder/procfs/proc_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace tidemark {
namespace {

// Takes the next blank-separated word off the front of `text`; empty at its end.
std::string_view take_word(std::string_view& text) {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) {
    text = {};
    return {};
  }
  const std::size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
  const std::string_view word = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return word;
}

template <typename Number>
std::optional<Number> to_number(std::string_view word) {
  Number number{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

// Whether a list separated by commas holds an item.
bool has_item(std::string_view list, std::string_view item) {
  for (;;) {
    const std::size_t end = list.find(',');
    if (list.substr(0, end) == item) return true;
    if (end == std::string_view::npos) return false;
    list.remove_prefix(end + 1);
  }
}

// Returns what stands behind `start` on the line that begins with it.
std::optional<std::string_view> find_line(std::string_view text, std::string_view start) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(start)) return line.substr(start.size());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

}  // namespace

// By hand: it is done for every process at every scan.
std::optional<Statm> parse_statm(std::string_view text) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 10 - 1;
  std::array<std::int64_t, 6> fields{};
  const char* next = text.data();
  const char* const end = next + text.size();
  for (std::int64_t& field : fields) {
    const char* const begin = next;
    for (; next != end && *next >= '0' && *next <= '9'; ++next) {
      if (field > kMost) return std::nullopt;
      field = field * 10 + (*next - '0');
    }
    const bool ends_here = next == end || *next == ' ' || *next == '\n';
    if (next == begin || !ends_here) return std::nullopt;
    if (next != end) ++next;
  }
  return Statm{fields[0], fields[1], fields[2], fields[3], fields[5]};
}

std::optional<Stat> parse_stat(std::string_view text) {
  const auto numbers = parse_stat_numbers(text);
  if (!numbers) return std::nullopt;
  const std::size_t open = text.find('(');
  return Stat{*numbers, std::string(text.substr(open + 1, text.rfind(')') - open - 1))};
}

std::optional<StatNumbers> parse_stat_numbers(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  // proc(5) counts from 1; field 3, the state, is the first behind the name.
  constexpr std::size_t kFirstField = 3;
  constexpr std::size_t kLastField = 28;
  std::array<std::string_view, kLastField - kFirstField + 1> fields;
  std::string_view rest = text.substr(close + 1);
  for (std::string_view& field : fields) field = take_word(rest);
  const auto field = [&](std::size_t number) { return fields.at(number - kFirstField); };
  const auto ppid = to_number<std::int64_t>(field(4));
  const auto flags = to_number<std::uint64_t>(field(9));
  const auto start_ticks = to_number<std::int64_t>(field(22));
  if (field(3).size() != 1 || !ppid || !flags || !start_ticks) return std::nullopt;
  return StatNumbers{
      field(3).front(),
      *ppid,
      *flags,
      *start_ticks,
      to_number<std::uint64_t>(field(28)).value_or(0),
      to_number<std::int64_t>(field(14)).value_or(0) + to_number<std::int64_t>(field(15)).value_or(0),
      to_number<std::int64_t>(field(20))};
}

std::optional<int> parse_zombie_status(std::string_view text) {
  const std::size_t close = text.rfind(')');
  if (close == std::string_view::npos) return std::nullopt;
  constexpr int kFirstField = 3;
  constexpr int kExitCodeField = 52;
  std::string_view rest = text.substr(close + 1);
  if (take_word(rest) != "Z") return std::nullopt;
  for (int field = kFirstField + 1; field < kExitCodeField; ++field) take_word(rest);
  return to_number<int>(take_word(rest));
}

std::optional<std::int64_t> parse_status_uid(std::string_view text) {
  auto line = find_line(text, "Uid:");
  if (!line) return std::nullopt;
  return to_number<std::int64_t>(take_word(*line));
}

std::optional<std::int64_t> parse_meminfo(std::string_view text, std::string_view name) {
  auto line = find_line(text, std::string(name) + ":");
  if (!line) return std::nullopt;
  return to_number<std::int64_t>(take_word(*line));
}

std::optional<std::int64_t> parse_counter(std::string_view text, std::string_view name) {
  auto line = find_line(text, std::string(name) + " ");
  if (!line) return std::nullopt;
  return to_number<std::int64_t>(take_word(*line));
}

std::optional<std::int64_t> parse_last_pid(std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  return to_number<std::int64_t>(text.substr(text.rfind(' ') + 1));
}

std::optional<std::int64_t> parse_pressure_total(std::string_view text, std::string_view kind) {
  const auto line = find_line(text, std::string(kind) + " ");
  if (!line) return std::nullopt;
  const std::size_t total = line->find("total=");
  if (total == std::string_view::npos) return std::nullopt;
  std::string_view value = line->substr(total + 6);
  return to_number<std::int64_t>(take_word(value));
}

// Lines such as "4:cpu,memory:/a/b" and, for version 2, "0::/a/b"; a path may hold colons.
std::optional<CgroupPath> parse_cgroup(std::string_view text, std::string_view controller) {
  std::optional<CgroupPath> unified;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view path = line.substr(second + 1);
    if (has_item(line.substr(first + 1, second - first - 1), controller)) return CgroupPath{true, path};
    if (line.starts_with("0::")) unified = CgroupPath{false, path};
  }
  return unified;
}

std::vector<std::string_view> split_command_line(std::string_view text) {
  std::vector<std::string_view> arguments;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    arguments.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  // A title that is shorter than what it was written over is followed by NULs; one empty argument may be an argument.
  const auto last = std::find_if(arguments.rbegin(), arguments.rend(),
                                 [](std::string_view argument) { return !argument.empty(); });
  if (last - arguments.rbegin() > 1) arguments.erase(last.base(), arguments.end());
  return arguments;
}

std::string_view take_until(std::string_view& text, std::string_view separator) {
  const std::size_t end = text.find(separator);
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  return taken;
}

}  // namespace tidemark

#include "analyzer/imports/mprof_text.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "analyzer/imports/import_times.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

class Reader {
 public:
  explicit Reader(ImportInput& input) : input_(input), session_(input.store.session("")) {}

  void take(std::string_view line) {
    const std::vector<std::string_view> words = split_words(line);
    if (words.empty()) return;
    const std::string_view kind = words[0];
    if (kind == "CMDLINE") {
      take_command(words);
    } else if (kind == "MEM" && words.size() == 3) {
      add(std::nullopt, name_, words[1], words[2]);
    } else if (kind == "CHLD" && words.size() == 4) {
      add(parse_pid(words[1]), "child of " + name_, words[2], words[3]);
    } else if (kind == "FUNC" && (words.size() == 6 || words.size() == 7)) {
      const std::int64_t begun = parse_count_of(words[3], kSeconds);
      const std::int64_t ended = parse_count_of(words[5], kSeconds);
      input_.store.add_mark(session_, true, words[1], begun);
      input_.store.add_mark(session_, false, words[1], ended);
    } else {
      throw BadLine{fmt::format(
          "'{}' is no line of mprof's: CMDLINE, MEM MIB TIME, CHLD PID MIB TIME or FUNC", escape_name(line))};
    }
  }

 private:
  static constexpr std::chrono::seconds kSeconds{1};

  void take_command(std::span<const std::string_view> words) {
    if (words.size() < 2) return;
    nlohmann::json arguments = nlohmann::json::array();
    for (const std::string_view word : words.subspan(1)) arguments.push_back(escape_name(word));
    command_line_ = arguments.dump();
    name_ = std::filesystem::path(std::string(words[1])).filename().string();
    if (name_.empty()) name_ = std::string(words[1]);
    check_name(name_);
  }

  void add(std::optional<std::int64_t> pid, const std::string& name, std::string_view mib,
           std::string_view time) {
    const std::uint32_t process = input_.store.process(session_, pid, name);
    if (!pid && !command_line_.empty()) input_.store.set_command_line(process, command_line_);
    input_.store.add(process, parse_count_of(time, kSeconds),
                     {.vm_size = {}, .rss = parse_memory(mib, "MiB"), .shared = {}, .data = {}});
  }

  ImportInput& input_;
  std::uint32_t session_;
  std::string name_ = "command";
  std::string command_line_;
};

}  // namespace

void read_mprof(ImportInput& input) {
  Reader reader(input);
  ImportLines lines(input);
  while (lines.next()) input.bad_lines.attempt(lines.number(), [&] { reader.take(lines.line()); });
}

}  // namespace tidemark

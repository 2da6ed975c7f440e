#include "recorder/procfs/process_reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "common/text.hpp"
#include "recorder/procfs/command_line_mask.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kStatSize = 2048;  // a name and 50 numbers
constexpr std::size_t kCommandLineLimit = 4096;
constexpr std::string_view kDeletedSuffix = " (deleted)";

// The kernel marks a program whose file was replaced; the program is the same.
std::string without_deleted_mark(std::string path) {
  if (path.ends_with(kDeletedSuffix)) path.resize(path.size() - kDeletedSuffix.size());
  return path;
}

std::string to_json_array(const std::vector<std::string_view>& arguments, CommandLinePolicy policy) {
  nlohmann::json array = nlohmann::json::array();
  CommandLineMask mask;
  for (const std::string_view argument : arguments) {
    array.push_back(escape_name(policy == CommandLinePolicy::kMasked ? mask.mask(argument) : argument));
  }
  return array.dump();
}

}  // namespace

bool is_other_image(const ProgramImage& before, const ProgramImage& after) {
  if (before.file && after.file) {
    if (before.file != after.file) return true;
  } else if (before.path && after.path && before.path != after.path) {
    return true;
  }
  if (before.start_stack != 0 && after.start_stack != 0) return before.start_stack != after.start_stack;
  if (before.path && after.path) return false;
  return before.comm != after.comm && before.command_line != after.command_line;
}

bool is_same_image(const ProgramImage& image, const Stat& stat) {
  return image.start_stack != 0 && image.start_stack == stat.start_stack && image.comm == stat.comm;
}

std::optional<Stat> read_stat(const ProcFiles& files, pid_t pid) {
  std::array<char, kStatSize> buffer;
  const auto text = files.read_file_of(pid, "stat", buffer);
  return text ? parse_stat(*text) : std::nullopt;
}

std::optional<StatNumbers> read_stat_numbers(const ProcFiles& files, pid_t pid) {
  std::array<char, kStatSize> buffer;
  const auto text = files.read_file_of(pid, "stat", buffer);
  return text ? parse_stat_numbers(*text) : std::nullopt;
}

// Whoever may not know the status reads 0; the link of the program file fails otherwise then.
std::optional<int> read_zombie_status(const ProcFiles& files, pid_t pid,
                                      std::initializer_list<std::string_view> names) {
  if (files.read_link(std::to_string(pid) + "/exe") || errno != ENOENT) return std::nullopt;
  std::array<char, kStatSize> buffer;
  const auto text = files.read_file_of(pid, "stat", buffer);
  const auto stat = text ? parse_stat(*text) : std::nullopt;
  if (!stat || std::find(names.begin(), names.end(), escape_name(stat->comm)) == names.end())
    return std::nullopt;
  return parse_zombie_status(*text);
}

std::optional<ProcessFacts> read_process(const ProcFiles& files, pid_t pid, CommandLinePolicy policy) {
  const std::string directory = std::to_string(pid);
  auto stat = read_stat(files, pid);
  if (!stat) return std::nullopt;
  ProcessFacts facts{{}, std::move(*stat), {}};
  ProcessRow& row = facts.row;
  row.pid = pid;
  row.start_ticks = facts.stat.start_ticks;
  row.ppid = facts.stat.ppid;
  row.comm = escape_name(facts.stat.comm);
  if (const auto status = files.read_file(directory + "/status")) row.uid = parse_status_uid(*status);
  if (auto exe = files.read_link(directory + "/exe")) {
    facts.image.path = without_deleted_mark(std::move(*exe));
    facts.image.file = files.file_identity(directory + "/exe");
    row.exe = escape_name(*facts.image.path);
  }
  if (const auto place = files.read_link(directory + "/cwd")) row.working_directory = escape_name(*place);
  facts.image.comm = facts.stat.comm;
  facts.image.start_stack = facts.stat.start_stack;
  // One byte more than is kept tells whether there is more.
  if (auto command_line = files.read_file(directory + "/cmdline", kCommandLineLimit + 1)) {
    const bool cut = command_line->size() > kCommandLineLimit;
    command_line->resize(std::min(command_line->size(), kCommandLineLimit));
    if (policy != CommandLinePolicy::kNone) {
      row.command_line = to_json_array(split_command_line(*command_line), policy);
      row.command_line_cut = cut ? 1 : 0;
    }
    facts.image.command_line = std::move(*command_line);
  }
  return facts;
}

}  // namespace tidemark

#include "recorder/stacks/told_process.hpp"

#include <span>
#include <utility>

#include "common/text.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kMostMapsBytes = std::size_t{1} << 20U;
constexpr std::size_t kMostModules = 1024;
constexpr std::size_t kManyMappings = 500;
constexpr nanoseconds kBetweenLooks = std::chrono::seconds(1);

// The stretches of files that are mapped to run.
std::vector<Mapping> modules_of(std::span<const Mapping> mappings) {
  std::vector<Mapping> modules;
  for (const Mapping& mapping : mappings) {
    if (mapping.is_executable && mapping.is_of_file() && modules.size() < kMostModules)
      modules.push_back(mapping);
  }
  return modules;
}

bool is_code(std::span<const Mapping> mappings, std::uint64_t address) {
  const Mapping* mapping = find_mapping(mappings, address);
  return mapping != nullptr && mapping->is_executable;
}

// Empty where it has ended.
std::vector<Mapping> read_mappings(const ProcFiles& files, pid_t pid) {
  const auto maps = files.read_file(std::to_string(pid) + "/maps", kMostMapsBytes);
  return maps ? parse_mappings(*maps) : std::vector<Mapping>();
}

// Those that follow add to it.
bool send_modules(UnwinderProcess& process, ModulesMessage& message, std::vector<Descriptor>& files) {
  std::vector<int> numbers;
  numbers.reserve(files.size());
  for (const Descriptor& file : files) numbers.push_back(file.number());
  if (process.send(encode(message), numbers) != UnwinderProcess::Sent::kYes) return false;
  message.begins = false;
  message.modules.clear();
  files.clear();
  return true;
}

}  // namespace

bool ToldProcess::tell(const Unwinder& unwinder, pid_t pid, std::uint64_t program_counter, nanoseconds now) {
  const bool is_known = is_code(mappings_, program_counter) && !is_outdated_;
  const bool may_look = looked_at_ == nanoseconds(0) || now - looked_at_ >= kBetweenLooks;
  const bool is_told = is_known || !may_look || tell_modules(unwinder, pid, now);
  return image_ && (is_told || !mappings_.empty());
}

void ToldProcess::refresh(const Unwinder& unwinder, pid_t pid, nanoseconds now) {
  const bool is_long = mappings_.size() > kManyMappings;
  if (refreshed_at_ == now || (is_long && now - refreshed_at_ < kBetweenLooks)) return;
  refreshed_at_ = now;
  auto mappings = read_mappings(unwinder.files, pid);
  if (!mappings.empty()) mappings_ = std::move(mappings);
  if (!has_code_map_) static_cast<void>(tell_code_map(unwinder, pid));
}

void ToldProcess::begin_anew() {
  told_.clear();
  mappings_.clear();
  looked_at_ = {};
}

void ToldProcess::forget() {
  begin_anew();
  image_.reset();
}

// Returns whether the unwinder knows the process's modules as they are now. It is told anew where they are others: code that
// is in none of them, as that of a virtual machine, would otherwise have it read the same files each second.
bool ToldProcess::tell_modules(const Unwinder& unwinder, pid_t pid, nanoseconds now) {
  auto mappings = read_mappings(unwinder.files, pid);
  if (mappings.empty()) return false;
  looked_at_ = now;
  is_outdated_ = false;
  std::vector<Mapping> told = modules_of(mappings);
  if (image_ && told == told_) {
    mappings_ = std::move(mappings);
    return has_code_map_ || tell_code_map(unwinder, pid);
  }
  told_.clear();
  ++tellings_;
  std::vector<std::string> modules;
  ModulesMessage message;
  message.process = image_.value_or(unwinder.next_image);
  std::vector<Descriptor> files;
  for (const Mapping& mapping : told) {
    Descriptor file = open_mapped_file(unwinder.files, pid, mapping);
    if (!file.is_open()) continue;
    message.modules.push_back({mapping.start, mapping.end - mapping.start, mapping.offset, mapping.path});
    files.push_back(std::move(file));
    modules.push_back(escape_name(mapping.path));
    if (message.modules.size() == kMostModulesAMessage && !send_modules(unwinder.process, message, files))
      return false;
  }
  if (!send_modules(unwinder.process, message, files)) return false;
  if (!image_) image_ = unwinder.next_image++;
  mappings_ = std::move(mappings);
  told_ = std::move(told);
  modules_ = std::move(modules);
  has_code_map_ = false;
  return tell_code_map(unwinder, pid);
}

// Returns false where there is one that the unwinder does not take now.
bool ToldProcess::tell_code_map(const Unwinder& unwinder, pid_t pid) {
  std::vector<Descriptor> files;
  files.push_back(open_code_map(unwinder.files, pid));
  if (!files.front().is_open()) return true;
  ModulesMessage message;
  message.process = *image_;
  message.begins = false;
  message.has_code_map = true;
  has_code_map_ = send_modules(unwinder.process, message, files);
  return has_code_map_;
}

}  // namespace tidemark

#include "recorder/stacks/stack_sampler.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "common/text.hpp"
#include "recorder/procfs/proc_text.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

// A sample stands for about that much memory; the kernel's counter is in pages.
constexpr std::uint64_t kBytesASample = std::uint64_t{1} << 20U;
constexpr std::size_t kRingBytes = std::size_t{2} << 20U;  // of all CPUs
constexpr double kMostSamplesASecond = 100;
constexpr double kLeastSamplesASecond = 5;
constexpr std::size_t kMostMapsBytes = std::size_t{1} << 20U;
constexpr std::size_t kMostModules = 1024;
constexpr std::size_t kManyMappings = 500;
constexpr std::size_t kMostImages = 32;
constexpr std::size_t kMostStacksWaiting = 4096;
constexpr int kMostDeaths = 5;
constexpr std::int64_t kMostUnwinderBytes = std::int64_t{16} << 20U;  // of its own, not of the files it reads
constexpr nanoseconds kMostCpuAnAnswer = std::chrono::seconds(3);  // a hundred times what large programs take
constexpr double kMostCpu = 0.02;                                  // of one core
constexpr nanoseconds kBetweenLooks = std::chrono::seconds(1);

std::uint64_t first_period() {
  return std::max<std::uint64_t>(1, kBytesASample / static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
}

constexpr const char* kAnonymous = "anonymous";

std::string memory_of(std::span<const Mapping> mappings, std::uint64_t address) {
  const Mapping* mapping = find_mapping(mappings, address);
  if (mapping == nullptr) return "unknown";
  return mapping->is_of_file() || mapping->is_shared ? "file" : kAnonymous;
}

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

}  // namespace

std::size_t stack_descriptors() {
  return static_cast<std::size_t>(sysconf(_SC_NPROCESSORS_CONF)) + Watchpoints::kMostEvents +
         kMostModulesAMessage + 16;
}

StackSampler::StackSampler(StackSettings settings, ProcFiles files)
    : settings_(std::move(settings)),
      files_(std::move(files)),
      events_(settings_.scope, first_period(), settings_.stack_bytes, kRingBytes),
      watchpoints_(settings_.stack_bytes),
      samples_a_second_(kMostSamplesASecond),
      allowance_(kMostSamplesASecond) {}

void StackSampler::take(const Snapshot& snapshot, nanoseconds now) {
  if (failure_.empty()) follow_grown(snapshot);
  pump(now);
}

void StackSampler::pump(nanoseconds now) {
  if (!failure_.empty()) return;
  take_answers();
  keep_budget(now);
  take_kept(now);
  events_.read([&](const TouchSample& sample) {
    const Fate fate = send(sample, Evidence::kTouched, now);
    if (fate == Fate::kLost) ++lost_;
    if (fate == Fate::kTaken) watch(sample);
    return fate != Fate::kLater;
  });
  lost_ += static_cast<std::int64_t>(events_.take_lost());
  take_answers();
}

void StackSampler::finish(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!pending_.empty()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !unwinder_ || !unwinder_->wait(left)) break;
    take_answers();
  }
  lose_pending();
}

void StackSampler::move_stacks_to(std::vector<ProcessStack>& stacks) {
  const std::size_t taken =
      std::min(stacks_.size(), kMostStacksWaiting - std::min(stacks.size(), kMostStacksWaiting));
  std::move(stacks_.begin(), stacks_.begin() + static_cast<std::ptrdiff_t>(taken),
            std::back_inserter(stacks));
  lost_ += static_cast<std::int64_t>(stacks_.size() - taken);
  stacks_.clear();
}

std::int64_t StackSampler::take_lost() { return std::exchange(lost_, 0); }

// One that has ended is kept for another tick: its last samples come after it is gone.
void StackSampler::follow_grown(const Snapshot& snapshot) {
  ++tick_;
  for (const ProcessReading& reading : snapshot.processes) {
    if (!reading.has_grown) continue;
    Grown& grown = grown_[static_cast<pid_t>(reading.identity->pid)];
    if (grown.token != reading.token) {
      grown.mappings.clear();  // another program: the unwinder is told anew under the same number
      grown.told.clear();
      grown.looked_at = {};
      grown.is_watched = true;
      grown.token = reading.token;
    }
    grown.slot = reading.slot;
    grown.seen_in = tick_;
  }
  for (auto process = grown_.begin(); process != grown_.end();) {
    if (tick_ - process->second.seen_in < 2) {
      ++process;
      continue;
    }
    forget_image(process->second);
    process = grown_.erase(process);
  }
}

// Follows what a page becomes that was touched first now.
void StackSampler::watch(const TouchSample& sample) {
  Grown& grown = grown_.at(sample.pid);
  if (!grown.is_watched || !watchpoints_.has_room_for(grown.token) ||
      memory_of(grown.mappings, sample.address) != kAnonymous)
    return;
  const std::vector<pid_t> threads = files_.list_threads(sample.pid);
  grown.is_watched = threads.size() <= Watchpoints::kMostThreads;
  watchpoints_.watch(grown.token, sample, threads);
}

// Where a thread has begun since, it may have written what nobody saw.
void StackSampler::take_kept(nanoseconds now) {
  watchpoints_.read([&](std::uint64_t owner, std::span<const pid_t> threads, const TouchSample& sample) {
    const auto found = grown_.find(sample.pid);
    if (found == grown_.end() || found->second.token != owner || found->second.seen_in != tick_) return true;
    const std::vector<pid_t> there = files_.list_threads(sample.pid);
    if (!std::includes(threads.begin(), threads.end(), there.begin(), there.end())) return true;
    return send(sample, Evidence::kKept, now) != Fate::kLater;
  });
}

StackSampler::Fate StackSampler::send(const TouchSample& sample, Evidence evidence, nanoseconds now) {
  const auto found = grown_.find(sample.pid);
  if (found == grown_.end()) return Fate::kDropped;
  Grown& grown = found->second;
  if (allowance_ < 1 || !has_unwinder()) return Fate::kLost;
  const bool is_known = !grown.mappings.empty() && is_code(grown.mappings, sample.program_counter);
  const bool may_look = grown.looked_at == nanoseconds(0) || now - grown.looked_at >= kBetweenLooks;
  if ((!is_known || grown.is_outdated) && may_look && !tell_modules(sample.pid, grown, now)) {
    if (grown.mappings.empty()) return Fate::kLost;
  }
  if (!grown.image) return Fate::kLost;
  if (find_mapping(grown.mappings, sample.address) == nullptr) refresh_mappings(sample.pid, grown, now);
  const SampleMessage message{*grown.image,         next_id_,         sample.program_counter,
                              sample.stack_pointer, sample.registers, sample.stack};
  if (unwinder_->send(encode(message)) != UnwinderProcess::Sent::kYes) return Fate::kLater;
  allowance_ -= 1;
  grown.used_in = tick_;
  pending_.push_back({next_id_++, sample.pid, grown.token, grown.slot,
                      memory_of(grown.mappings, sample.address), sample.faults, grown.tellings,
                      evidence == Evidence::kKept});
  return Fate::kTaken;
}

// What grows maps more, and may by now have begun to write of the code that it makes. Once a tick is often enough, and less
// often where the list is long.
void StackSampler::refresh_mappings(pid_t pid, Grown& grown, nanoseconds now) {
  const bool is_long = grown.mappings.size() > kManyMappings;
  if (grown.refreshed_at == now || (is_long && now - grown.refreshed_at < kBetweenLooks)) return;
  grown.refreshed_at = now;
  const auto maps = files_.read_file(std::to_string(pid) + "/maps", kMostMapsBytes);
  auto mappings = maps ? parse_mappings(*maps) : std::vector<Mapping>();
  if (!mappings.empty()) grown.mappings = std::move(mappings);
  if (!grown.has_code_map) static_cast<void>(tell_code_map(pid, grown));
}

// Returns whether the unwinder knows the process's modules as they are now. It is told anew where they are others: code that
// is in none of them, as that of a virtual machine, would otherwise have it read the same files each second.
bool StackSampler::tell_modules(pid_t pid, Grown& grown, nanoseconds now) {
  const auto maps = files_.read_file(std::to_string(pid) + "/maps", kMostMapsBytes);
  auto mappings = maps ? parse_mappings(*maps) : std::vector<Mapping>();
  if (mappings.empty()) return false;  // it has ended
  grown.looked_at = now;
  grown.is_outdated = false;
  std::vector<Mapping> told = modules_of(mappings);
  if (grown.image && told == grown.told) {
    grown.mappings = std::move(mappings);
    return grown.has_code_map || tell_code_map(pid, grown);
  }
  if (!grown.image) make_room_for_image();
  grown.told.clear();
  ++grown.tellings;
  std::vector<std::string> modules;
  ModulesMessage message;
  message.process = grown.image.value_or(next_image_);
  std::vector<Descriptor> files;
  for (const Mapping& mapping : told) {
    Descriptor file = open_mapped_file(files_, pid, mapping);
    if (!file.is_open()) continue;
    message.modules.push_back({mapping.start, mapping.end - mapping.start, mapping.offset, mapping.path});
    files.push_back(std::move(file));
    modules.push_back(escape_name(mapping.path));
    if (message.modules.size() == kMostModulesAMessage && !send_modules(message, files)) return false;
  }
  if (!send_modules(message, files)) return false;
  if (!grown.image) grown.image = next_image_++;
  grown.mappings = std::move(mappings);
  grown.told = std::move(told);
  grown.modules = std::move(modules);
  grown.has_code_map = false;
  return tell_code_map(pid, grown);
}

// Returns false where there is one that the unwinder does not take now.
bool StackSampler::tell_code_map(pid_t pid, Grown& grown) {
  std::vector<Descriptor> files;
  files.push_back(open_code_map(files_, pid));
  if (!files.front().is_open()) return true;
  ModulesMessage message;
  message.process = *grown.image;
  message.begins = false;
  message.has_code_map = true;
  grown.has_code_map = send_modules(message, files);
  return grown.has_code_map;
}

// Those that follow add to it.
bool StackSampler::send_modules(ModulesMessage& message, std::vector<Descriptor>& files) {
  std::vector<int> numbers;
  numbers.reserve(files.size());
  for (const Descriptor& file : files) numbers.push_back(file.number());
  if (unwinder_->send(encode(message), numbers) != UnwinderProcess::Sent::kYes) return false;
  message.begins = false;
  message.modules.clear();
  files.clear();
  return true;
}

void StackSampler::make_room_for_image() {
  std::size_t images = 0;
  Grown* oldest = nullptr;
  for (auto& [pid, grown] : grown_) {
    if (!grown.image) continue;
    ++images;
    if (oldest == nullptr || grown.used_in < oldest->used_in) oldest = &grown;
  }
  if (images < kMostImages) return;
  forget_image(*oldest);
}

void StackSampler::forget_image(Grown& grown) {
  if (grown.image && unwinder_) static_cast<void>(unwinder_->send(encode(ForgetMessage{*grown.image})));
  grown.image.reset();
  grown.told.clear();
  grown.mappings.clear();
  grown.looked_at = {};
}

void StackSampler::take_answers() {
  if (!unwinder_) return;
  while (const auto bytes = unwinder_->receive()) {
    if (const auto answer = decode_stack(*bytes)) take_answer(*answer);
    cpu_at_answer_ = unwinder_cpu_;
  }
  if (const auto used = unwinder_->cpu()) unwinder_cpu_ = *used;
  if (pending_.empty()) cpu_at_answer_ = unwinder_cpu_;
  // What others have made may keep it busy for ever.
  const bool is_stuck = unwinder_cpu_ - cpu_at_answer_ > kMostCpuAnAnswer;
  if (!unwinder_->is_dead() && !is_stuck) return;
  if (++deaths_ > kMostDeaths) failure_ = "the unwinder has died too often";
  bury_unwinder();
}

// Nothing that it says is trusted: it reads what others have made.
void StackSampler::take_answer(const StackMessage& answer) {
  while (!pending_.empty() && pending_.front().id < answer.id) {
    lost_ += pending_.front().is_kept ? 0 : 1;
    pending_.pop_front();
  }
  if (pending_.empty() || pending_.front().id != answer.id) return;
  const Pending sample = std::move(pending_.front());
  pending_.pop_front();
  const auto process = grown_.find(sample.pid);
  // The numbers of its modules may be those of others now.
  const bool is_known = process != grown_.end() && process->second.token == sample.token &&
                        process->second.tellings == sample.tellings;
  if (answer.frames.empty() || !is_known || stacks_.size() >= kMostStacksWaiting) {
    lost_ += sample.is_kept ? 0 : 1;
    return;
  }
  ProcessStack stack{sample.token, sample.slot, {}};
  stack.stack.is_whole = answer.is_whole;
  stack.stack.is_kept = sample.is_kept;
  stack.stack.memory = sample.memory;
  stack.stack.faults = static_cast<std::int64_t>(std::min<std::uint64_t>(sample.faults, INT64_MAX >> 20U));
  for (const UnwoundFrame& frame : answer.frames) {
    FrameRow& row = stack.stack.frames.emplace_back();
    const auto& modules = process->second.modules;
    if (frame.module && *frame.module < modules.size()) {
      row.module = modules[*frame.module];
      if (!frame.build_id.empty()) row.build_id = escape_name(frame.build_id);
    } else if (frame.symbol.empty()) {
      process->second.is_outdated = true;
    }
    // Beyond that is the kernel's part of the addresses.
    if (frame.address && *frame.address <= INT64_MAX) row.address = static_cast<std::int64_t>(*frame.address);
    if (!frame.symbol.empty()) row.symbol = escape_name(frame.symbol);
  }
  stacks_.push_back(std::move(stack));
}

// What is lost is told of page faults: nobody expects each page that is kept.
void StackSampler::lose_pending() {
  lost_ += std::count_if(pending_.begin(), pending_.end(), [](const Pending& one) { return !one.is_kept; });
  pending_.clear();
}

bool StackSampler::has_unwinder() {
  if (unwinder_) return true;
  if (!failure_.empty()) return false;
  try {
    unwinder_ = std::make_unique<UnwinderProcess>(settings_.unwinder);
  } catch (const StacksUnavailable& reason) {
    failure_ = reason.what();
  }
  return unwinder_ != nullptr;
}

// Another one is started with the next sample, and told all anew.
void StackSampler::bury_unwinder() {
  unwinder_.reset();
  cpu_before_ += std::exchange(unwinder_cpu_, {});
  cpu_at_answer_ = {};
  lose_pending();
  for (auto& [pid, grown] : grown_) forget_image(grown);
}

void StackSampler::keep_memory_bound() {
  const auto text = unwinder_ ? files_.read_file(std::to_string(unwinder_->pid()) + "/statm") : std::nullopt;
  const auto memory = text ? parse_statm(*text) : std::nullopt;
  if (memory && (memory->resident - memory->shared) * sysconf(_SC_PAGESIZE) > kMostUnwinderBytes)
    bury_unwinder();
}

void StackSampler::keep_budget(nanoseconds now) {
  using Seconds = std::chrono::duration<double>;
  if (paid_until_) allowance_ += Seconds(now - *paid_until_).count() * samples_a_second_;
  allowance_ = std::min(allowance_, samples_a_second_);
  paid_until_ = now;
  if (checked_at_ == nanoseconds(0)) checked_at_ = now;
  const double passed = Seconds(now - checked_at_).count();
  if (passed < 1) return;
  const double share = Seconds(cpu() - cpu_at_check_).count() / passed;
  samples_a_second_ =
      std::clamp(samples_a_second_ * (share > std::min(kMostCpu, settings_.most_cpu) ? 0.5 : 1.25),
                 kLeastSamplesASecond, kMostSamplesASecond);
  checked_at_ = now;
  cpu_at_check_ = cpu();
  keep_memory_bound();
}

}  // namespace tidemark

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
constexpr std::size_t kMostImages = 32;
constexpr std::size_t kMostStacksWaiting = 4096;
constexpr int kMostDeaths = 5;
constexpr std::int64_t kMostUnwinderBytes = std::int64_t{16} << 20U;  // of its own, not of the files it reads
constexpr nanoseconds kMostCpuAnAnswer = std::chrono::seconds(3);  // a hundred times what large programs take

std::uint64_t first_period() {
  return std::max<std::uint64_t>(1, kBytesASample / static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
}

constexpr const char* kAnonymous = "anonymous";

std::string memory_of(std::span<const Mapping> mappings, std::uint64_t address) {
  const Mapping* mapping = find_mapping(mappings, address);
  if (mapping == nullptr) return "unknown";
  return mapping->is_of_file() || mapping->is_shared ? "file" : kAnonymous;
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
      budget_(settings_.most_cpu) {
  if (settings_.watches_kept) watchpoints_.emplace(settings_.stack_bytes);
}

void StackSampler::take(const Snapshot& snapshot, nanoseconds now) {
  if (failure_.empty()) follow_grown(snapshot);
  pump(now);
}

void StackSampler::pump(nanoseconds now) {
  if (!failure_.empty()) return;
  take_answers();
  if (budget_.keep(now, cpu())) keep_memory_bound();
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
      grown.told.begin_anew();
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
  if (!watchpoints_) return;
  Grown& grown = grown_.at(sample.pid);
  if (!grown.is_watched || !watchpoints_->has_room_for(grown.token) ||
      memory_of(grown.told.mappings(), sample.address) != kAnonymous)
    return;
  const std::vector<pid_t> threads = files_.list_threads(sample.pid);
  grown.is_watched = threads.size() <= Watchpoints::kMostThreads;
  watchpoints_->watch(grown.token, sample, threads);
}

// Where a thread has begun since, it may have written what nobody saw.
void StackSampler::take_kept(nanoseconds now) {
  if (!watchpoints_) return;
  watchpoints_->read([&](std::uint64_t owner, std::span<const pid_t> threads, const TouchSample& sample) {
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
  if (!budget_.has_one() || !has_unwinder()) return Fate::kLost;
  if (!grown.told.image()) make_room_for_image();
  const ToldProcess::Unwinder unwinder{files_, *unwinder_, next_image_};
  if (!grown.told.tell(unwinder, sample.pid, sample.program_counter, now)) return Fate::kLost;
  if (find_mapping(grown.told.mappings(), sample.address) == nullptr)
    grown.told.refresh(unwinder, sample.pid, now);
  const SampleMessage message{*grown.told.image(),  next_id_,         sample.program_counter,
                              sample.stack_pointer, sample.registers, sample.stack};
  if (unwinder_->send(encode(message)) != UnwinderProcess::Sent::kYes) return Fate::kLater;
  budget_.take_one();
  grown.used_in = tick_;
  pending_.push_back({next_id_++, sample.pid, grown.token, grown.slot,
                      memory_of(grown.told.mappings(), sample.address), sample.faults, grown.told.tellings(),
                      evidence == Evidence::kKept});
  return Fate::kTaken;
}

void StackSampler::make_room_for_image() {
  std::size_t images = 0;
  Grown* oldest = nullptr;
  for (auto& [pid, grown] : grown_) {
    if (!grown.told.image()) continue;
    ++images;
    if (oldest == nullptr || grown.used_in < oldest->used_in) oldest = &grown;
  }
  if (images < kMostImages) return;
  forget_image(*oldest);
}

void StackSampler::forget_image(Grown& grown) {
  const auto image = grown.told.image();
  if (image && unwinder_) static_cast<void>(unwinder_->send(encode(ForgetMessage{*image})));
  grown.told.forget();
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
                        process->second.told.tellings() == sample.tellings;
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
    const auto& modules = process->second.told.modules();
    if (frame.module && *frame.module < modules.size()) {
      row.module = modules[*frame.module];
      if (!frame.build_id.empty()) row.build_id = escape_name(frame.build_id);
    } else if (frame.symbol.empty()) {
      process->second.told.doubt();
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

}  // namespace tidemark

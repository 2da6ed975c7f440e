#include "recorder/procfs/statm_reader.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include "recorder/procfs/process_reader.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kStatmSize = 160;  // seven numbers of at most 20 digits

}  // namespace

std::string statm_path(pid_t pid) { return std::to_string(pid) + "/statm"; }

void StatmReader::keep(StatmSource& source, Descriptor descriptor) {
  drop(source);
  if (kept_ >= budget_) return;
  source.statm = std::move(descriptor);
  ++kept_;
}

void StatmReader::drop(StatmSource& source) {
  if (source.statm.is_open()) --kept_;
  source.statm = Descriptor();
  source.reads_thread = false;
}

// Without a kept descriptor only the start time tells whether the PID still has the same owner.
std::optional<Statm> StatmReader::read(const StatmSource& source, std::optional<ReadFailure>& failure) const {
  std::array<char, kStatmSize> buffer;
  ReadResult result{};
  if (source.statm.is_open()) {
    result = read_start(source.statm.number(), buffer);
  } else {
    const Descriptor descriptor = files_.open_file(statm_path(source.pid));
    const int error = descriptor.is_open() ? 0 : errno;
    if (error == ENOENT || error == ESRCH) {
      failure = ReadFailure::kGone;
      return std::nullopt;
    }
    const auto stat = read_stat_numbers(files_, source.pid);
    if (stat && stat->start_ticks != source.start_ticks) {
      failure = ReadFailure::kGone;
      return std::nullopt;
    }
    result = read_start(descriptor.number(), buffer);
  }
  failure = result.failure;
  auto statm = failure ? std::nullopt : parse_statm(result.text);
  if (!statm && !failure) failure = ReadFailure::kUnreadable;
  return statm;
}

bool StatmReader::read_living_thread(StatmSource& source, Statm& statm) {
  const auto stat = read_stat_numbers(files_, source.pid);
  if (!stat || stat->start_ticks != source.start_ticks) return false;
  for (const pid_t thread : files_.list_threads(source.pid)) {
    Descriptor descriptor = files_.open_file(std::to_string(source.pid) + "/task/" + statm_path(thread));
    if (!descriptor.is_open()) continue;
    std::array<char, kStatmSize> buffer{};
    const auto values = parse_statm(read_start(descriptor.number(), buffer).text);
    if (!values || values->is_empty()) continue;
    statm = *values;
    keep(source, std::move(descriptor));
    source.reads_thread = thread != source.pid;
    return true;
  }
  return false;
}

}  // namespace tidemark

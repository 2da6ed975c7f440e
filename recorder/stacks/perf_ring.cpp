#include "recorder/stacks/perf_ring.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

namespace tidemark {
namespace {

std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

}  // namespace

std::optional<PerfRing> PerfRing::map(Descriptor& event, std::size_t data_bytes, Kind kind) {
  const int protection = kind == Kind::kKeepsFirst ? PROT_READ | PROT_WRITE : PROT_READ;
  void* const memory = mmap(nullptr, page_bytes() + data_bytes, protection, MAP_SHARED, event.number(), 0);
  if (memory == MAP_FAILED) return std::nullopt;
  return PerfRing(std::move(event), memory, data_bytes);
}

PerfRing::PerfRing(Descriptor event, void* memory, std::size_t data_bytes)
    : event_(std::move(event)), memory_(memory), data_bytes_(data_bytes) {}

PerfRing::PerfRing(PerfRing&& other) noexcept
    : event_(std::move(other.event_)),
      memory_(std::exchange(other.memory_, nullptr)),
      data_bytes_(other.data_bytes_) {}

PerfRing& PerfRing::operator=(PerfRing&& other) noexcept {
  std::swap(event_, other.event_);
  std::swap(memory_, other.memory_);
  std::swap(data_bytes_, other.data_bytes_);
  return *this;
}

PerfRing::~PerfRing() {
  if (memory_ != nullptr) munmap(memory_, page_bytes() + data_bytes_);
}

std::uint64_t PerfRing::head() const {
  return std::atomic_ref(page().data_head).load(std::memory_order_acquire);
}

std::uint64_t PerfRing::tail() const { return page().data_tail; }

void PerfRing::set_tail(std::uint64_t tail) {
  std::atomic_ref(page().data_tail).store(tail, std::memory_order_release);
}

perf_event_header PerfRing::copy_record(std::uint64_t at, std::vector<std::byte>& record) const {
  perf_event_header header = {};
  copy(at, sizeof header, &header);
  if (header.size < sizeof header) return {};
  record.resize(header.size - sizeof header);
  copy(at + sizeof header, record.size(), record.data());
  return header;
}

void PerfRing::copy(std::uint64_t from, std::size_t count, void* to) const {
  const std::byte* const data = static_cast<const std::byte*>(memory_) + page_bytes();
  const auto place = static_cast<std::size_t>(from % data_bytes_);
  const std::size_t first = std::min(count, data_bytes_ - place);
  std::memcpy(to, data + place, first);
  std::memcpy(static_cast<std::byte*>(to) + first, data, count - first);
}

Descriptor open_perf_event(perf_event_attr& event, pid_t thread, int cpu) {
  return Descriptor(
      static_cast<int>(syscall(SYS_perf_event_open, &event, thread, cpu, -1, PERF_FLAG_FD_CLOEXEC)));
}

}  // namespace tidemark

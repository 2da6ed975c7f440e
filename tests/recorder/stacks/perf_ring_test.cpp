#include "recorder/stacks/perf_ring.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <numeric>
#include <string>

#include "tests/support/files.hpp"

namespace tidemark {
namespace {

constexpr const char* kName = "made-perf-ring";

// A file that is laid out as the kernel lays out a ring: nothing else of an event is asked for.
class PerfRingTest : public ::testing::Test {
 protected:
  PerfRingTest() {
    EXPECT_EQ(ftruncate(file_.number(), static_cast<off_t>(page_bytes_ + data_bytes_)), 0);
    memory_ = static_cast<std::byte*>(
        mmap(nullptr, page_bytes_ + data_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file_.number(), 0));
  }
  void TearDown() override { munmap(memory_, page_bytes_ + data_bytes_); }

  [[nodiscard]] Descriptor open_event(int flags = O_RDWR) const {
    return Descriptor(open(("/proc/self/fd/" + std::to_string(file_.number())).c_str(), flags | O_CLOEXEC));
  }
  [[nodiscard]] PerfRing map_ring() const {
    Descriptor event = open_event();
    auto ring = PerfRing::map(event, data_bytes_, PerfRing::Kind::kKeepsFirst);
    EXPECT_FALSE(event.is_open());
    return std::move(ring.value());
  }
  [[nodiscard]] perf_event_mmap_page& page() const {
    return *reinterpret_cast<perf_event_mmap_page*>(memory_);
  }
  // Puts bytes where the kernel would, with their place counted on beyond the end of the ring.
  void put(std::uint64_t at, const void* bytes, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i)
      memory_[page_bytes_ + (at + i) % data_bytes_] = static_cast<const std::byte*>(bytes)[i];
  }
  void put_record(std::uint64_t at, const std::vector<std::byte>& record) const {
    const perf_event_header header{PERF_RECORD_SAMPLE, 0,
                                   static_cast<std::uint16_t>(sizeof header + record.size())};
    put(at, &header, sizeof header);
    put(at + sizeof header, record.data(), record.size());
  }
  static std::vector<std::byte> numbered(std::size_t count) {
    std::vector<std::byte> record(count);
    for (std::size_t i = 0; i < count; ++i) record[i] = static_cast<std::byte>(i % 251 + 1);
    return record;
  }
  // How often the ring's file is mapped in this process.
  static int mappings() {
    const std::string maps = testing::read_bytes("/proc/self/maps");
    int count = 0;
    for (std::size_t at = 0; (at = maps.find(kName, at)) != std::string::npos; ++at) ++count;
    return count;
  }

  const std::size_t page_bytes_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t data_bytes_ = 2 * page_bytes_;
  const Descriptor file_{memfd_create(kName, MFD_CLOEXEC)};
  std::byte* memory_ = nullptr;
};

TEST_F(PerfRingTest, ARecordComesWithItsHeaderApart) {
  const PerfRing ring = map_ring();
  put_record(96, numbered(40));
  std::vector<std::byte> record(500);
  const perf_event_header header = ring.copy_record(96, record);
  EXPECT_EQ(header.type, static_cast<std::uint32_t>(PERF_RECORD_SAMPLE));
  EXPECT_EQ(header.size, 48U);
  EXPECT_EQ(record, numbered(40));
}

TEST_F(PerfRingTest, ARecordGoesOnAtTheBeginningWhereverItWraps) {
  const PerfRing ring = map_ring();
  const std::uint64_t end = 3 * data_bytes_;
  for (const std::uint64_t before : {4U, 8U, 24U, 48U}) {
    put_record(end - before, numbered(40));
    std::vector<std::byte> record;
    EXPECT_EQ(ring.copy_record(end - before, record).size, 48U) << before;
    EXPECT_EQ(record, numbered(40)) << before;
  }
}

TEST_F(PerfRingTest, WhereNoRecordLiesTheSizeIsNone) {
  const PerfRing ring = map_ring();
  const perf_event_header cut{PERF_RECORD_SAMPLE, 0, sizeof(perf_event_header) - 1};
  put(64, &cut, sizeof cut);
  std::vector<std::byte> record;
  EXPECT_EQ(ring.copy_record(0, record).size, 0U);
  EXPECT_EQ(ring.copy_record(64, record).size, 0U);
  put_record(128, {});
  EXPECT_EQ(ring.copy_record(128, record).size, sizeof(perf_event_header)) << "one of nothing but its header";
}

TEST_F(PerfRingTest, HeadIsTheKernelsAndTailIsOurs) {
  PerfRing ring = map_ring();
  page().data_head = 4096;
  page().data_tail = 1024;
  EXPECT_EQ(ring.head(), 4096U);
  EXPECT_EQ(ring.tail(), 1024U);
  ring.set_tail(2048);
  EXPECT_EQ(ring.tail(), 2048U);
  EXPECT_EQ(page().data_tail, 2048U);
}

// The kernel takes a ring that may be written for one whose reader says how far it is, and then overwrites nothing.
TEST_F(PerfRingTest, OnlyOneThatKeepsTheFirstIsWritten) {
  Descriptor event = open_event(O_RDONLY);
  EXPECT_FALSE(PerfRing::map(event, data_bytes_, PerfRing::Kind::kKeepsFirst));
  EXPECT_EQ(errno, EACCES);
  EXPECT_TRUE(event.is_open());
  EXPECT_TRUE(PerfRing::map(event, data_bytes_, PerfRing::Kind::kKeepsLast));
}

TEST_F(PerfRingTest, ItsMemoryAndItsEventGoWithIt) {
  const int before = mappings();
  int event = -1;
  {
    PerfRing ring = map_ring();
    const PerfRing other(std::move(ring));
    event = other.event();
    EXPECT_EQ(mappings(), before + 1);
    EXPECT_EQ(fcntl(event, F_GETFD), FD_CLOEXEC);
  }
  EXPECT_EQ(mappings(), before);
  EXPECT_EQ(fcntl(event, F_GETFD), -1);
}

TEST_F(PerfRingTest, OneTakesThePlaceOfAnother) {
  const int before = mappings();
  PerfRing ring = map_ring();
  put_record(0, numbered(16));
  int event = -1;
  {
    PerfRing other = map_ring();
    event = other.event();
    ring = std::move(other);
  }
  std::vector<std::byte> record;
  EXPECT_EQ(ring.event(), event);
  EXPECT_EQ(ring.copy_record(0, record).size, 24U);
  EXPECT_EQ(mappings(), before + 1);
}

TEST(OpenPerfEvent, IsClosedOnExec) {
  perf_event_attr event = {};
  event.size = sizeof event;
  event.type = PERF_TYPE_SOFTWARE;
  event.config = PERF_COUNT_SW_PAGE_FAULTS;
  event.exclude_kernel = 1;
  const Descriptor opened = open_perf_event(event, 0, -1);
  if (!opened.is_open()) GTEST_SKIP() << "perf_event_open: " << std::strerror(errno);
  EXPECT_EQ(fcntl(opened.number(), F_GETFD), FD_CLOEXEC);
  event.config = ~0ULL;
  EXPECT_FALSE(open_perf_event(event, 0, -1).is_open());
}

}  // namespace
}  // namespace tidemark

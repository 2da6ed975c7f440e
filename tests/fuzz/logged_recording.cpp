#include "tests/fuzz/logged_recording.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/support/files.hpp"

namespace tidemark::testing {
namespace {

constexpr std::uint32_t kPageBytes = 4096;
constexpr std::size_t kHeaderBytes = 32;
constexpr std::size_t kFrameHeaderBytes = 24;
constexpr std::size_t kNumbersBytes = 8;  // of a page, and of the pages after a commit
constexpr std::array<std::uint32_t, 2> kSalts{0x11223344, 0x55667788};

void put(std::string& bytes, std::uint32_t value) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(value >> shift & 0xFFU);
}

// A running checksum of the numbers that bytes are, the most significant byte first.
class Checksum {
 public:
  void add(std::string_view bytes) {
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first_ += number(bytes.substr(at)) + second_;
      second_ += number(bytes.substr(at + 4)) + first_;
    }
  }
  void append_to(std::string& bytes) const {
    put(bytes, first_);
    put(bytes, second_);
  }

 private:
  static std::uint32_t number(std::string_view bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
      value = value << 8U | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    return value;
  }

  std::uint32_t first_ = 0;
  std::uint32_t second_ = 0;
};

std::string frames_of(std::string_view log) {
  std::string frames;
  for (std::size_t at = kHeaderBytes; at + kFrameHeaderBytes + kPageBytes <= log.size();
       at += kFrameHeaderBytes + kPageBytes) {
    frames += log.substr(at, kNumbersBytes);
    frames += log.substr(at + kFrameHeaderBytes, kPageBytes);
  }
  return frames;
}

}  // namespace

LoggedRecording make_logged_recording() {
  const std::string path = scratch_file("logged.tidemark", "");
  WrittenRecording written(path);
  RowWriter& rows = written.rows;
  const RowId session = rows.insert_session(session_row());
  RowId process = 0;
  for (int second = 0; second < 20; ++second) {
    if (second == 12) written.database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
    const RowId tick = rows.insert_tick(session, tick_row(second));
    if (second == 0) process = rows.insert_process(session, tick, process_row(42));
    rows.insert_sample(tick, process, vm_size(10'000 + 500 * second));
  }
  return {read_bytes(path), frames_of(read_bytes(path + "-wal"))};
}

std::string log_of(std::string_view frames) {
  constexpr std::uint32_t kMagic =
      0x377F0683;  // checksums of numbers whose most significant byte comes first
  constexpr std::uint32_t kVersion = 3007000;
  std::string log;
  for (const std::uint32_t value : {kMagic, kVersion, kPageBytes, 0U, kSalts[0], kSalts[1]}) put(log, value);
  Checksum sum;
  sum.add(log);
  sum.append_to(log);
  constexpr std::size_t kBytes = kNumbersBytes + kPageBytes;
  for (; frames.size() >= kBytes; frames.remove_prefix(kBytes)) {
    sum.add(frames.substr(0, kBytes));
    log += frames.substr(0, kNumbersBytes);
    for (const std::uint32_t salt : kSalts) put(log, salt);
    sum.append_to(log);
    log += frames.substr(kNumbersBytes, kPageBytes);
  }
  return log;
}

}  // namespace tidemark::testing

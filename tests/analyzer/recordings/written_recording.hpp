#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "schema/recording_file.hpp"
#include "schema/row_writer.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark::testing {

inline constexpr std::int64_t kBoottimeStart = 1000 * kSecond;
inline constexpr std::int64_t kWallStart = 1'790'000'000 * kSecond;

// Returns the row of a session that recorded once a second on a machine of 16 GiB.
inline SessionRow session_row(const std::string& uuid = "11111111-1111-4111-8111-111111111111") {
  SessionRow session;
  session.uuid = uuid;
  session.start_wall_ns = kWallStart;
  session.start_boottime_ns = kBoottimeStart;
  session.interval_ns = kSecond;
  session.recorder_version = "test";
  session.host = "testhost";
  session.boot_id = "22222222-2222-4222-8222-222222222222";
  session.pid_namespace = 4026531836;
  session.mem_total_kib = 16 * 1024 * 1024;
  return session;
}

inline TickRow tick_row(double seconds) {
  const auto offset = static_cast<std::int64_t>(seconds * static_cast<double>(kSecond));
  TickRow tick;
  tick.boottime_ns = kBoottimeStart + offset;
  tick.wall_ns = kWallStart + offset;
  tick.interval_ns = kSecond;
  return tick;
}

inline ProcessRow process_row(std::int64_t pid, const std::string& comm = "server") {
  ProcessRow process;
  process.pid = pid;
  process.start_ticks = 5000 + pid;
  process.comm = comm;
  process.exe = "/usr/bin/" + comm;
  process.command_line = R"([")" + comm + R"(","--serve"])";
  return process;
}

inline MemoryValues vm_size(std::int64_t kib) {
  MemoryValues values;
  values.vm_size_kib = kib;
  values.rss_kib = kib / 2;
  values.shared_kib = kib / 8;
  values.data_kib = kib / 4;
  return values;
}

// A recording under construction. What it writes is in the file at once.
class WrittenRecording {
 public:
  explicit WrittenRecording(const std::string& path)
      : recording_(open_for_writing(path)), rows(recording_.database) {}

  // Ends it as a recorder does; nothing may be written afterwards.
  void finish(RowId session) {
    rows.set_ended_cleanly(session);
    finish_writing(recording_.database);
  }
  [[nodiscard]] const Database& database() const { return recording_.database; }

 private:
  WritableRecording recording_;

 public:
  RowWriter rows;
};

// Writes a finished recording of one process whose VmSize is `kib(tick)` at `ticks` ticks, one a second.
template <typename Kib>
void write_one_process(const std::string& path, int ticks, Kib&& kib) {
  WrittenRecording recording(path);
  Transaction transaction(recording.database());
  const RowId session = recording.rows.insert_session(session_row());
  std::optional<RowId> process;
  std::optional<MemoryValues> before;
  for (int i = 0; i < ticks; ++i) {
    const RowId tick = recording.rows.insert_tick(session, tick_row(i));
    if (!process) process = recording.rows.insert_process(session, tick, process_row(42));
    const MemoryValues values = vm_size(kib(i));
    if (values != before) recording.rows.insert_sample(tick, *process, values);
    before = values;
  }
  transaction.commit();
  recording.finish(session);
}

}  // namespace tidemark::testing

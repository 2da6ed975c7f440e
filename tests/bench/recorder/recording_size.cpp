// Writes a recording of PROCESSES x TICKS to FILE in which each process changes with p = 0.1 a tick, and
// prints its bytes for each sample of a process.
#include <sys/stat.h>

#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "recorder/output/recording_writer.hpp"
#include "schema/recording_file.hpp"

namespace {

using namespace tidemark;

void change(MemoryValues& values, std::mt19937_64& random) {
  const auto step = static_cast<std::int64_t>(random() % 2000) * 4 - 4000;
  *values.vm_size_kib += step;
  *values.rss_kib += step / 8 * 4;
  *values.shared_kib += step % 3 == 0 ? 4 : 0;
  *values.data_kib += step;
  *values.minor_faults += static_cast<std::int64_t>(random() % 500);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::size_t count = std::stoul(argv[2]);
  const std::size_t ticks = std::stoul(argv[3]);
  WritableRecording recording = open_for_writing(argv[1]);
  SessionRow session;
  session.uuid = "00000000-0000-4000-8000-000000000000";
  session.start_boottime_ns = 0;
  RecordingWriter writer(recording.database, session);
  std::vector<ProcessRow> rows(count);
  Snapshot snapshot;
  std::vector<ProcessReading>& readings = snapshot.processes;
  readings.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    rows[i].pid = static_cast<std::int64_t>(1000 + i);
    rows[i].start_ticks = 5000;
    rows[i].comm = "worker";
    readings[i].token = i + 1;
    readings[i].slot = static_cast<std::uint32_t>(i);
    readings[i].identity = &rows[i];
    readings[i].values = {200'000, 60'000, 8'000, 100'000, 30'000, 3, 4, 0, 500};
  }
  std::mt19937_64 random(1);
  TickRow tick;
  for (std::size_t i = 0; i < ticks; ++i) {
    tick.boottime_ns = static_cast<std::int64_t>(i) * 1'000'000'000;
    tick.wall_ns = *tick.boottime_ns + 1'800'000'000'000'000'000;
    for (ProcessReading& reading : readings) {
      if (random() % 10 == 0) change(reading.values, random);
    }
    writer.write_tick(tick, snapshot);
  }
  writer.end_session();
  static_cast<void>(finish_writing(recording.database));
  struct stat status = {};
  if (stat(argv[1], &status) != 0) return 1;
  std::printf("%.2f\n", static_cast<double>(status.st_size) / static_cast<double>(count * ticks));
}

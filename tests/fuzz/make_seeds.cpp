// Lays down the inputs that the fuzz targets begin with and that nobody can write by hand: make-seeds DIR.
#include <array>
#include <filesystem>
#include <string>

#include "analyzer/commands/commands.hpp"
#include "schema/row_writer.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/fuzz/logged_recording.hpp"
#include "tests/support/files.hpp"
#include "tests/support/made_jvm_counters.hpp"

namespace tidemark::testing {
namespace {

// Small pages, so that little is changed at a time and a whole recording is small.
void shrink(const std::string& path) {
  const Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, path);
  database.execute("PRAGMA page_size = 512; VACUUM");
}

// One of every kind of row: a server that leaks, a test runner with marked tests, a virtual machine, a job that comes
// again and again, one that is killed.
class FullRecording {
 public:
  explicit FullRecording(const std::string& path) : recording_(path), rows_(recording_.rows) {}

  void write() {
    Transaction transaction(recording_.database());
    SessionRow session = session_row();
    session.cores = 4;
    session.clock_ticks_per_second = 100;
    session.swap_total_kib = 1024;
    session.cgroup = "/job";
    session.tasks_max = 4096;
    session.sampler = "procfs";
    session.filters = "[\"pid-tree=41\"]";
    session_ = rows_.insert_session(session);
    recording_.database().execute(
        "INSERT INTO module VALUES (1, '/srv/server', 'ab12'), (2, '/usr/lib/libc.so.6', NULL);"
        "INSERT INTO frame VALUES (1, 1, 4096, 'handle'), (2, 1, 8192, 'main'), (3, 2, 64, NULL), (4, NULL, "
        "NULL, 'x.py:f');"
        "INSERT INTO stack VALUES (1, '[3,1,2]', 1), (2, '[4,2]', 0)");
    for (int second = 0; second < kTicks; ++second) write_tick(second);
    ExitValues killed;
    killed.exit_signal = 9;
    killed.killed_for_memory = 1;
    killed.peak_rss_kib = 90'000;
    rows_.set_exit(leak_, killed);
    transaction.commit();
    recording_.finish(session_);
  }

 private:
  static constexpr int kTicks = 24;

  void write_tick(int second) {
    TickRow row = tick_row(second);
    row.mem_available_kib = 8'000'000 - 10'000 * second;
    row.swap_free_kib = 1024;
    row.psi_some_total_us = 10 * second;
    row.oom_kills = second / 20;
    row.slab_unreclaimable_kib = 90'000 + second;
    row.cgroup_memory_kib = 50'000 + 1000 * second;
    row.cgroup_anon_kib = 40'000 + 1000 * second;
    if (second == 12) {
      row.missed_before = 3;
      row.gap_reason = "write failed: disk full";
    }
    const RowId tick = rows_.insert_tick(session_, row);
    if (second == 0) begin(tick);
    rows_.insert_sample(tick, leak_, vm_size(20'000 + 2000 * second));
    rows_.insert_sample(tick, runner_, vm_size(30'000 + 700 * (second / 6)));
    rows_.insert_jvm_heap(tick, machine_, {5000 + 100 * second, 30'000, 90'000, second, second / 3});
    rows_.insert_process_counts(tick, leak_, {3 + second, 9 + second, second / 4});
    const std::string row_of_leak = "VALUES (" + std::to_string(tick) + ", " + std::to_string(leak_);
    recording_.database().execute("INSERT INTO fault_stack " + row_of_leak + ", 1, 'anonymous', 4, 400), " +
                                  row_of_leak.substr(7) + ", 2, 'file', 1, 9)");
    if (second % 4 == 3)
      recording_.database().execute("INSERT INTO kept_stack " + row_of_leak + ", 1, 4, 400)");
    if (second % 3 == 0) write_job(second, tick);
    if (second % 6 == 2) write_mark("begin", second);
    if (second % 6 == 4) write_mark("end", second);
  }

  void begin(RowId tick) {
    leak_ = rows_.insert_process(session_, tick, process_row(42));
    ProcessRow runner = process_row(41, "python3");
    runner.command_line = R"(["python3","-m","pytest","tests"])";
    runner_ = rows_.insert_process(session_, tick, runner);
    ProcessRow machine = process_row(43, "java");
    machine.runtime = "jvm";
    machine.ppid = 41;
    machine_ = rows_.insert_process(session_, tick, machine);
    rows_.insert_sample(tick, machine_, vm_size(400'000));
    const RowId group = rows_.insert_cgroup("/job");
    rows_.insert_cgroup_limit(tick, group, 100'000'000);
    rows_.insert_process_cgroup(tick, leak_, group);
    rows_.insert_process_name(tick, leak_, "worker");
  }

  void write_job(int second, RowId tick) {
    ProcessRow row = process_row(100 + second, "make");
    row.ppid = 42;
    const RowId job = rows_.insert_process(session_, tick, row);
    rows_.insert_sample(tick, job, vm_size(3000 + 50 * second));
    if (last_job_ != 0) {
      rows_.set_exit_tick(last_job_, tick);
      ExitValues exit;
      exit.exit_code = 0;
      exit.peak_rss_kib = 2000;
      rows_.set_exit(last_job_, exit);
    }
    last_job_ = job;
  }

  void write_mark(const std::string& kind, int second) {
    const TickRow at = tick_row(second);
    rows_.insert_mark(session_, {kind, "test_" + std::to_string(second / 6), at.boottime_ns, at.wall_ns, 41});
  }

  WrittenRecording recording_;
  RowWriter& rows_;
  RowId session_ = 0;
  RowId leak_ = 0;
  RowId runner_ = 0;
  RowId machine_ = 0;
  RowId last_job_ = 0;
};

void write_old(const std::string& path) {
  const Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, path);
  database.execute(read_bytes(TIDEMARK_RECORDING_1_0));
  database.execute(
      "PRAGMA page_size = 512; VACUUM;"
      "INSERT INTO session (uuid, part, origin, axis, every_sample, start_wall_ns, start_boottime_ns, "
      "interval_ns,"
      " recorder_version) VALUES ('11111111-1111-4111-8111-111111111111', 1, 'recorded', 'boottime', 0, 1, "
      "1, 1000, 'old');"
      "INSERT INTO tick (session, boottime_ns, wall_ns) VALUES (1, 1, 1), (1, 1000, 1000);"
      "INSERT INTO process (session, pid, exec_generation, comm, first_tick) VALUES (1, 7, 0, 'old', 1);"
      "INSERT INTO sample (tick, process, vm_size_kib) VALUES (1, 1, 9), (2, 1, 99)");
}

void write_imported(const std::string& directory, const std::string& path) {
  const std::string table = directory + "/table.csv";
  std::string text = "Process ID,Process Name,Time,Memory Usage\n";
  for (int second = 0; second < 30; ++second)
    text += "7,imported,2026-11-21 09:30:" + std::string(second < 10 ? "0" : "") + std::to_string(second) +
            "," + std::to_string(1'000'000 + 5000 * second) + "\n";
  write_bytes(table, text);
  const std::array<std::string, 6> arguments{"--from", "memorytools", table, "--output", path, "--quiet"};
  static_cast<void>(import_command(arguments));
  std::filesystem::remove(table);
}

void write_seeds(const std::string& directory) {
  std::filesystem::remove_all(directory);
  for (const char* target : {"recording", "log", "jvm_heap", "baseline", "report"})
    std::filesystem::create_directories(directory + "/" + target);
  const auto recording = [&](const std::string& name) {
    return directory + "/recording/" + name + ".tidemark";
  };
  FullRecording(recording("full")).write();
  write_one_process(recording("leak"), 30, [](int tick) { return 10'000 + 500 * tick; });
  write_imported(directory, recording("imported"));
  for (const char* name : {"full", "leak", "imported"}) shrink(recording(name));
  write_old(recording("old"));
  write_bytes(directory + "/log/written", make_logged_recording().frames);
  write_bytes(directory + "/jvm_heap/serial", made_serial_heap().bytes());
  write_bytes(directory + "/jvm_heap/serial-big-endian", made_serial_heap(true).bytes());
  const std::array<std::string, 6> arguments{
      "build",  recording("full"), recording("leak"), "--output", directory + "/baseline/built.json",
      "--quiet"};
  static_cast<void>(baseline_command(arguments));
  for (const char* name : {"full", "leak"}) {
    const std::array<std::string, 5> report{recording(name), "--explain", ".", "--report",
                                            "json=" + directory + "/report/" + name + ".json"};
    static_cast<void>(analyze_command(report));
  }
}

}  // namespace
}  // namespace tidemark::testing

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  tidemark::testing::write_seeds(argv[1]);
  return 0;
}

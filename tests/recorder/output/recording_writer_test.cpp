#include "recorder/output/recording_writer.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>

#include "common/runtime.hpp"
#include "schema/recording_file.hpp"
#include "tests/support/faults.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using testing::query_rows;
using testing::Rows;
using testing::TemporaryDirectory;

SessionRow session_row() {
  SessionRow row;
  row.uuid = std::string(36, 'u');
  row.start_boottime_ns = 1;
  row.recorder_version = "test";
  return row;
}

TickRow tick_row(std::int64_t second) {
  TickRow row;
  row.boottime_ns = second * 1'000'000'000;
  return row;
}

// A process as a sampler hands it on.
struct Living {
  std::uint64_t token;
  std::uint32_t slot;
  std::shared_ptr<ProcessRow> identity;
  MemoryValues values;
};

// Processes that begin, change, hold still, cannot be read, exec, end and hand their PID on.
class World {
 public:
  void step() {
    for (std::int64_t pid = 1; pid <= kPids; ++pid) step(pid);
  }

  [[nodiscard]] std::vector<ProcessReading> readings() const {
    std::vector<ProcessReading> readings;
    for (const auto& [pid, living] : living_) {
      readings.push_back({living.token, living.slot, living.identity.get(), living.values});
    }
    return readings;
  }

 private:
  static constexpr std::int64_t kPids = 4;
  enum class Event { kNothing, kChange, kHide, kExec, kEnd, kReplace };

  void step(std::int64_t pid) {
    const auto event = *rc::gen::element(Event::kNothing, Event::kNothing, Event::kChange, Event::kHide,
                                         Event::kExec, Event::kEnd, Event::kReplace);
    const auto place = living_.find(pid);
    if (event == Event::kNothing) return;
    if (place == living_.end()) {
      begin(pid);
    } else if (event == Event::kChange || event == Event::kHide) {
      place->second.values = event == Event::kHide ? MemoryValues{} : values();
    } else if (event == Event::kExec) {
      exec(place->second);
    } else {
      free_slots_.push_back(place->second.slot);
      living_.erase(place);
      if (event == Event::kReplace) begin(pid);
    }
  }

  void begin(std::int64_t pid) {
    ProcessRow identity;
    identity.pid = pid;
    identity.start_ticks = ++starts_;
    identity.comm = "p";
    const std::uint32_t slot = free_slots_.empty() ? slots_++ : free_slots_.back();
    if (!free_slots_.empty()) free_slots_.pop_back();
    const bool is_readable = *rc::gen::inRange(0, 4) > 0;
    living_[pid] = {++tokens_, slot, std::make_shared<ProcessRow>(identity),
                    is_readable ? values() : MemoryValues{}};
  }

  void exec(Living& living) {
    ProcessRow identity = *living.identity;
    ++identity.exec_generation;
    living = {++tokens_, living.slot, std::make_shared<ProcessRow>(identity), values()};
  }

  static MemoryValues values() {
    MemoryValues values;
    values.vm_size_kib = *rc::gen::inRange(1, 3);
    values.rss_kib = *rc::gen::inRange(0, 2);
    if (*rc::gen::arbitrary<bool>()) values.threads = *rc::gen::inRange(1, 3);
    return values;
  }

  std::map<std::int64_t, Living> living_;
  std::vector<std::uint32_t> free_slots_;
  std::uint32_t slots_ = 0;
  std::uint64_t tokens_ = 0;
  std::int64_t starts_ = 0;
};

std::string show(const std::optional<std::int64_t>& value) { return value ? std::to_string(*value) : "NULL"; }

std::string show(std::int64_t tick, const ProcessReading& reading) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}", tick, reading.identity->pid, show(reading.identity->start_ticks),
                     reading.identity->exec_generation, show(reading.values.vm_size_kib),
                     show(reading.values.rss_kib), show(reading.values.threads));
}

// What the recording must say: every observed value at every committed tick, and the life of every process
// row.
class Model {
 public:
  void commit(const std::vector<ProcessReading>& readings) {
    ++tick_;
    for (auto& [token, life] : lives_) {
      const auto is_its = [wanted = token](const ProcessReading& reading) { return reading.token == wanted; };
      const bool is_there = std::any_of(readings.begin(), readings.end(), is_its);
      if (!is_there && life.exit == 0) life.exit = tick_;
    }
    for (const ProcessReading& reading : readings) {
      if (reading.values.is_unobserved()) continue;
      values.push_back(show(tick_, reading));
      lives_.try_emplace(reading.token, Life{tick_, 0});
    }
    std::sort(values.begin(), values.end());
  }

  [[nodiscard]] Rows lives() const {
    Rows rows;
    for (const auto& [token, life] : lives_) {
      rows.push_back(fmt::format("{}|{}", life.first, life.exit == 0 ? "NULL" : std::to_string(life.exit)));
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  Rows values;

 private:
  struct Life {
    std::int64_t first;
    std::int64_t exit;
  };
  std::int64_t tick_ = 0;
  std::map<std::uint64_t, Life> lives_;
};

// The connection of a writer uses no views.
Rows recorded_values(const Database& database) {
  Rows rows =
      query_rows(database.path(),
                 "SELECT f.tick, f.pid, p.start_ticks, p.exec_generation, f.vm_size_kib, f.rss_kib, f.threads"
                 " FROM sample_filled AS f JOIN process AS p ON p.id = f.process");
  std::sort(rows.begin(), rows.end());
  return rows;
}

Rows recorded_lives(const Database& database) {
  Rows rows = query_rows(database, "SELECT first_tick, exit_tick FROM process");
  std::sort(rows.begin(), rows.end());
  return rows;
}

enum class Fault { kNone, kBusy, kFull, kBroken };

// Tries to write a tick under a fault. Returns whether it was committed.
bool write_under(Fault fault, RecordingWriter& writer, const Database& database, const Snapshot& snapshot) {
  std::optional<Database> other;
  std::optional<Transaction> lock;
  std::optional<testing::WritesFail> broken;
  if (fault == Fault::kBusy) {
    other.emplace(database.path(), SQLITE_OPEN_READWRITE, database.path());
    lock.emplace(*other);
  }
  if (fault == Fault::kFull) database.execute("PRAGMA max_page_count = 1");
  if (fault == Fault::kBroken) broken.emplace();
  bool is_committed = true;
  try {
    writer.write_tick(tick_row(1), snapshot);
  } catch (const SqliteError&) {
    is_committed = false;
  }
  database.execute("PRAGMA max_page_count = 1000000");
  return is_committed;
}

RC_GTEST_PROP(RecordingWriter, AnyHistoryReadsBackAsItWasCommitted, ()) {
  const TemporaryDirectory directory;
  const WritableRecording recording = open_for_writing(directory.file("r"));
  recording.database.set_busy_timeout(std::chrono::milliseconds(0));
  recording.database.execute("PRAGMA synchronous = OFF");
  RecordingWriter writer(recording.database, session_row());
  World world;
  Model model;
  const int ticks = *rc::gen::inRange(1, 25);
  for (int i = 0; i < ticks; ++i) {
    world.step();
    const auto fault = *rc::gen::element(Fault::kNone, Fault::kNone, Fault::kNone, Fault::kBusy, Fault::kFull,
                                         Fault::kBroken);
    Snapshot snapshot;
    snapshot.processes = world.readings();
    const bool is_committed = write_under(fault, writer, recording.database, snapshot);
    if (fault == Fault::kNone) RC_ASSERT(is_committed);
    if (fault == Fault::kBusy) RC_ASSERT(!is_committed);
    if (is_committed) model.commit(snapshot.processes);
  }
  RC_ASSERT(recorded_values(recording.database) == model.values);
  RC_ASSERT(recorded_lives(recording.database) == model.lives());
  RC_ASSERT(query_rows(recording.database, "PRAGMA integrity_check") == Rows{"ok"});
}

class RecordingWriterTest : public ::testing::Test {
 protected:
  void write(std::int64_t second, const ProcessReading& reading, std::vector<CgroupReading> groups = {}) {
    Snapshot snapshot;
    snapshot.processes = {reading};
    snapshot.cgroups = std::move(groups);
    writer_.write_tick(tick_row(second), snapshot);
  }
  void write(std::int64_t second, std::optional<std::int64_t> vm_size_kib) {
    MemoryValues values;
    values.vm_size_kib = vm_size_kib;
    write(second, ProcessReading{1, 0, &identity_, values});
  }
  [[nodiscard]] Rows samples() const {
    return query_rows(recording_.database, "SELECT tick, vm_size_kib FROM sample ORDER BY tick");
  }

  TemporaryDirectory directory_;
  WritableRecording recording_ = open_for_writing(directory_.file("r"));
  RecordingWriter writer_{recording_.database, session_row()};
  ProcessRow identity_ = [] {
    ProcessRow row;
    row.pid = 7;
    row.start_ticks = 70;
    return row;
  }();
};

TEST_F(RecordingWriterTest, AProcessThatHoldsStillCostsNoRow) {
  for (int second = 1; second <= 5; ++second) write(second, second < 4 ? 100 : 101);
  EXPECT_EQ(samples(), (Rows{"1|100", "4|101"}));
}

TEST_F(RecordingWriterTest, OneThatCannotBeReadAnyMoreGetsOneRowOfNulls) {
  write(1, 100);
  write(2, std::nullopt);
  write(3, std::nullopt);
  write(4, 100);
  EXPECT_EQ(samples(), (Rows{"1|100", "2|NULL", "4|100"}));
}

TEST_F(RecordingWriterTest, OneThatWasNeverReadHasNoRowAtAll) {
  write(1, std::nullopt);
  EXPECT_EQ(samples(), Rows{});
  EXPECT_EQ(query_rows(recording_.database, "SELECT count(*) FROM process"), Rows{"0"});
}

TEST_F(RecordingWriterTest, ATickWithoutChangesIsARowToo) {
  write(1, 100);
  write(2, 100);
  EXPECT_EQ(query_rows(recording_.database, "SELECT id, boottime_ns FROM tick"),
            (Rows{"1|1000000000", "2|2000000000"}));
}

TEST_F(RecordingWriterTest, EndsItsSession) {
  EXPECT_EQ(query_rows(recording_.database, "SELECT ended_cleanly FROM session"), Rows{"0"});
  writer_.end_session();
  EXPECT_EQ(query_rows(recording_.database, "SELECT ended_cleanly FROM session"), Rows{"1"});
}

TEST_F(RecordingWriterTest, ARuntimeThatIsToldLaterIsWrittenIntoItsRow) {
  const auto write = [&](std::int64_t second, Runtime runtime, std::uint32_t revision) {
    identity_.runtime = to_string(runtime);
    MemoryValues values;
    values.vm_size_kib = 100;
    this->write(second, ProcessReading{1, 0, &identity_, values, 0, revision});
    return query_rows(recording_.database, "SELECT runtime FROM process");
  };
  EXPECT_EQ(write(1, Runtime::kNative, 0), Rows{"native"});
  EXPECT_EQ(write(2, Runtime::kDotnet, 1), Rows{"dotnet"});
  EXPECT_EQ(write(3, Runtime::kDotnet, 1), Rows{"dotnet"});
  EXPECT_EQ(samples(), Rows{"1|100"});
}

TEST_F(RecordingWriterTest, ALaterNameIsARowOfItsTick) {
  const std::string name = "worker-2";
  MemoryValues values;
  values.vm_size_kib = 100;
  write(1, 100);
  write(2, ProcessReading{1, 0, &identity_, values, 0, 1, &name, nullptr, 1});
  write(3, ProcessReading{1, 0, &identity_, values, 0, 1, &name, nullptr, 1});
  EXPECT_EQ(query_rows(recording_.database, "SELECT tick, process, comm FROM process_name"),
            Rows{"2|1|worker-2"});
}

TEST_F(RecordingWriterTest, AKillForWantOfMemoryIsToldOfTheLargest) {
  Snapshot both;
  ProcessRow other = identity_;
  other.pid = 8;
  MemoryValues small;
  small.rss_kib = 50;
  MemoryValues large;
  large.rss_kib = 5000;
  both.processes = {{1, 0, &identity_, small}, {2, 1, &other, large}};
  TickRow tick = tick_row(1);
  tick.oom_kills = 4;
  writer_.write_tick(tick, both);
  Snapshot gone;
  gone.exits.resize(2);
  for (std::uint32_t slot = 0; slot < 2; ++slot) {
    gone.exits[slot].token = slot + 1;
    gone.exits[slot].slot = slot;
    gone.exits[slot].identity.exit.exit_signal = 9;
  }
  tick = tick_row(2);
  tick.oom_kills = 5;
  writer_.write_tick(tick, gone);
  EXPECT_EQ(query_rows(recording_.database, "SELECT pid, exit_signal, killed_for_memory FROM process"),
            (Rows{"7|9|0", "8|9|1"}));
}

TEST_F(RecordingWriterTest, AnExitToldATickLateIsStillOfItsProcess) {
  write(1, 100);
  writer_.write_tick(tick_row(2), {});
  Snapshot snapshot;
  snapshot.exits.resize(1);
  snapshot.exits[0].token = 1;
  snapshot.exits[0].identity.exit.exit_signal = 15;
  writer_.write_tick(tick_row(3), snapshot);
  EXPECT_EQ(query_rows(recording_.database, "SELECT exit_tick, exit_signal FROM process"), Rows{"2|15"});
}

TEST_F(RecordingWriterTest, AJvmsHeapIsWrittenOnChange) {
  JvmHeap heap{500, 1000, std::nullopt, 1};
  const auto write = [&](std::int64_t second, std::uint64_t token, const JvmHeap* jvm_heap) {
    MemoryValues values;
    values.vm_size_kib = 100;
    this->write(second, ProcessReading{token, 0, &identity_, values, 0, 0, nullptr, jvm_heap});
  };
  write(1, 1, nullptr);
  write(2, 1, &heap);
  write(3, 1, &heap);
  heap.collections = 2;
  {
    const testing::WritesFail broken;
    EXPECT_THROW(write(4, 1, &heap), SqliteError);
  }
  write(5, 1, &heap);
  ++identity_.exec_generation;
  write(6, 2, &heap);
  EXPECT_EQ(query_rows(recording_.database,
                       "SELECT process, used_kib, capacity_kib, max_kib, collections FROM jvm_heap"),
            (Rows{"1|500|1000|NULL|1", "1|500|1000|NULL|2", "2|500|1000|NULL|2"}));
  EXPECT_EQ(
      query_rows(recording_.database, "SELECT boottime_ns / 1000000000 FROM jvm_heap JOIN tick ON id = tick"),
      (Rows{"2", "5", "6"}));
}

TEST_F(RecordingWriterTest, CountsAreWrittenOnChange) {
  ProcessCounts counts{1, 12, std::nullopt};
  const auto write = [&](std::int64_t second, std::uint64_t token) {
    MemoryValues values;
    values.vm_size_kib = 100;
    ProcessReading reading{token, 0, &identity_, values};
    reading.counts = &counts;
    this->write(second, reading);
  };
  write(1, 1);
  write(2, 1);
  counts.descriptors = 13;
  {
    const testing::WritesFail broken;
    EXPECT_THROW(write(3, 1), SqliteError);
  }
  write(4, 1);
  ++identity_.exec_generation;
  write(5, 2);
  EXPECT_EQ(query_rows(recording_.database,
                       "SELECT boottime_ns / 1000000000, process, threads, descriptors, zombies"
                       " FROM process_count JOIN tick ON id = tick"),
            (Rows{"1|1|1|12|NULL", "4|1|1|13|NULL", "5|2|1|13|NULL"}));
}

TEST_F(RecordingWriterTest, AnExitIsWrittenIntoTheProcesssRowOrAsOneOfItsOwn) {
  write(1, 100);
  Snapshot snapshot;
  snapshot.exits.resize(3);
  snapshot.exits[0].token = 1;
  snapshot.exits[0].identity.exit.peak_vm_kib = 500;
  snapshot.exits[1].token = 2;  // which no tick has
  snapshot.exits[1].identity.exit.peak_vm_kib = 600;
  snapshot.exits[2].identity.pid = 77;
  snapshot.exits[2].identity.ppid = 7;
  snapshot.exits[2].identity.uid = 1000;
  snapshot.exits[2].identity.comm = "short";
  snapshot.exits[2].identity.exit.peak_vm_kib = 700;
  writer_.write_tick(tick_row(2), snapshot);
  EXPECT_EQ(query_rows(recording_.database,
                       "SELECT pid = 77, comm = 'short', peak_vm_kib, first_tick, exit_tick FROM process"),
            (Rows{"0|0|500|1|2", "1|1|700|NULL|2"}));
  EXPECT_EQ(query_rows(recording_.database, "SELECT ppid, uid, start_ticks FROM process WHERE pid = 77"),
            Rows{"7|1000|NULL"});
  EXPECT_EQ(samples(), Rows{"1|100"});
}

TEST_F(RecordingWriterTest, ControlGroupsAndTheirLimitsAreWrittenOnChange) {
  const std::string name = "/a";
  const std::string other = "/b";
  std::vector<CgroupReading> groups{{7, &name, 1000}, {8, &other, std::nullopt}};
  std::int64_t second = 0;
  const auto write = [&](std::uint64_t cgroup) {
    MemoryValues values;
    values.vm_size_kib = 100;
    this->write(++second, ProcessReading{1, 0, &identity_, values, cgroup}, groups);
  };
  write(7);
  write(7);
  groups[0].limit_bytes = 2000;
  write(7);
  write(8);
  write(0);
  const auto rows = [&](const std::string& sql) { return query_rows(recording_.database, sql); };
  EXPECT_EQ(rows("SELECT tick, path, limit_bytes FROM cgroup_limit JOIN cgroup ON id = cgroup"),
            (Rows{"1|/a|1000", "1|/b|NULL", "3|/a|2000"}));
  EXPECT_EQ(rows("SELECT tick, process, path FROM process_cgroup LEFT JOIN cgroup ON id = cgroup"),
            (Rows{"1|1|/a", "4|1|/b", "5|1|NULL"}));
  EXPECT_EQ(rows("SELECT count(*) FROM sample"), Rows{"1"});
}

}  // namespace
}  // namespace tidemark

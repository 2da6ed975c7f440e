#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/recordings/session_origins.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <vector>

#include "analyzer/lives/history.hpp"
#include "common/error.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;

// What a process held at each tick; absent where it was not observed.
using Truth = std::vector<std::optional<MemoryValues>>;

enum class Storage { kChangedOnly, kEveryRow };

// Writes a recording of processes of which truths[p][t] is known. The first entry of each is where it begins,
// at tick begins[p]; a truth that ends before the last tick ends in an exit.
void write_truths(const std::string& path, const std::vector<Truth>& truths,
                  const std::vector<std::size_t>& begins, std::size_t ticks, Storage storage) {
  WrittenRecording recording(path);
  Transaction transaction(recording.database());
  SessionRow session_values = session_row();
  session_values.every_sample = storage == Storage::kEveryRow;
  const RowId session = recording.rows.insert_session(session_values);
  std::vector<RowId> ids(truths.size());
  for (std::size_t t = 0; t < ticks; ++t) {
    const RowId tick = recording.rows.insert_tick(session, tick_row(static_cast<double>(t)));
    for (std::size_t p = 0; p < truths.size(); ++p) {
      if (t < begins[p]) continue;
      const std::size_t age = t - begins[p];
      if (age == 0)
        ids[p] = recording.rows.insert_process(session, tick, process_row(static_cast<std::int64_t>(p) + 1));
      if (age == truths[p].size()) recording.rows.set_exit_tick(ids[p], tick);
      if (age >= truths[p].size()) continue;
      const auto& now = truths[p][age];
      const bool is_new = age == 0 || truths[p][age - 1] != now;
      const bool is_written = storage == Storage::kChangedOnly ? is_new : now.has_value();
      if (is_written) recording.rows.insert_sample(tick, ids[p], now.value_or(MemoryValues()));
    }
  }
  transaction.commit();
  recording.finish(session);
}

MemoryValues to_values(const MemoryKib& memory) {
  const auto known = [](Kib kib) { return kib.is_known() ? std::optional(kib.count()) : std::nullopt; };
  MemoryValues values;
  values.vm_size_kib = known(memory.vm_size);
  values.rss_kib = known(memory.rss);
  values.shared_kib = known(memory.shared);
  values.data_kib = known(memory.data);
  return values;
}

// The values and times of one process that the analyzer reads, as rows like those of the view.
Rows rows_read(const Recording& recording) {
  Rows rows;
  for (const ProcessLife& life : join_processes({&recording, 1})) {
    const History history = fill_history(life, {});
    for (std::size_t i = 0; i < history.size(); ++i) {
      const MemoryValues values = to_values(history.memory[i]);
      const auto text = [](const std::optional<std::int64_t>& value) {
        return value ? std::to_string(*value) : std::string("NULL");
      };
      rows.push_back(std::to_string(life.process().pid) + "|" + std::to_string(history.wall_ns[i]) + "|" +
                     text(values.vm_size_kib) + "|" + text(values.rss_kib) + "|" + text(values.shared_kib) +
                     "|" + text(values.data_kib));
    }
  }
  return rows;
}

// A value from a small range, so that values repeat; 0 is left out, for zeros at the end mean an exit.
rc::Gen<std::optional<MemoryValues>> observation() {
  return rc::gen::map(rc::gen::inRange(0, 5), [](int level) -> std::optional<MemoryValues> {
    if (level == 0) return std::nullopt;
    return vm_size(1000 * level);
  });
}

RC_GTEST_PROP(ReadRecording, GivesBackExactlyTheHistoryThatWasWritten, ()) {
  constexpr std::size_t kTicks = 12;
  const auto processes = *rc::gen::inRange<std::size_t>(1, 5);
  const Storage storage = *rc::gen::element(Storage::kChangedOnly, Storage::kEveryRow);
  std::vector<Truth> truths;
  std::vector<std::size_t> begins;
  for (std::size_t p = 0; p < processes; ++p) {
    begins.push_back(*rc::gen::inRange<std::size_t>(0, kTicks));
    const auto age = *rc::gen::inRange<std::size_t>(1, kTicks - begins.back() + 1);
    truths.push_back(*rc::gen::container<Truth>(age, observation()));
    truths.back().front() = vm_size(500);
  }
  const TemporaryDirectory directory;
  const std::string path = directory.file("a.tidemark");
  write_truths(path, truths, begins, kTicks, storage);
  const Recording recording = read_recording(path);
  for (const ProcessLife& life : join_processes({&recording, 1})) {
    // Ids are given in the order of first sight; the PID tells which process it is.
    const auto p = static_cast<std::size_t>(life.process().pid - 1);
    const History history = fill_history(life, {});
    std::size_t next = 0;
    for (std::size_t age = 0; age < truths[p].size(); ++age) {
      if (!truths[p][age]) continue;
      RC_ASSERT(next < history.size());
      RC_ASSERT(to_values(history.memory[next]) == *truths[p][age]);
      RC_ASSERT(history.axis_ns[next] ==
                kBoottimeStart + static_cast<std::int64_t>(begins[p] + age) * kSecond);
      ++next;
    }
    RC_ASSERT(next == history.size());
  }
  Rows view = query_rows(path,
                         "SELECT pid, wall_ns, vm_size_kib, rss_kib, shared_kib, data_kib FROM sample_filled"
                         " ORDER BY process, tick");
  Rows read = rows_read(recording);
  std::sort(read.begin(), read.end());
  std::sort(view.begin(), view.end());
  RC_ASSERT(read == view);
}

class ReadRecordingTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string message_of_reading() const {
    try {
      static_cast<void>(read_recording(path_));
    } catch (const FileError& error) {
      return error.what();
    }
    return "no error";
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.tidemark");
};

TEST_F(ReadRecordingTest, ReadsSessionsTicksAndIdentities) {
  write_one_process(path_, 3, [](int i) { return 1000 + i; });
  const Recording recording = read_recording(path_);
  ASSERT_EQ(recording.sessions.size(), 1U);
  EXPECT_EQ(recording.sessions[0].host, "testhost");
  EXPECT_EQ(recording.sessions[0].end_tick, 3U);
  EXPECT_TRUE(recording.sessions[0].ended_cleanly);
  EXPECT_EQ(recording.ticks.back().axis_ns, kBoottimeStart + 2 * kSecond);
  ASSERT_EQ(recording.processes.size(), 1U);
  const RecordedProcess& process = recording.processes[0];
  EXPECT_EQ(process.pid, 42);
  EXPECT_EQ(process.start_ticks, 5042);
  EXPECT_EQ(process.exec_generation, 0);
  EXPECT_EQ(process.name, "server");
  EXPECT_EQ(process.exe, "/usr/bin/server");
  EXPECT_EQ(process.command_line, R"(["server","--serve"])");
  EXPECT_EQ(process.first_tick, 0U);
  EXPECT_EQ(process.rows.size(), 3U);
  EXPECT_TRUE(read_recording(path_, ReadSamples::kNo).processes[0].rows.empty());
}

TEST_F(ReadRecordingTest, TheRuntimeIsTheRecordedOneOrThatOfTheProgramsName) {
  write_one_process(path_, 1, [](int) { return 1000; });
  const auto read_after = [&](const std::string& change) {
    change_file(path_, "UPDATE process SET " + change);
    return read_recording(path_).processes[0];
  };
  EXPECT_EQ(read_after("runtime = 'go'").runtime, Runtime::kGo);
  EXPECT_EQ(read_after("runtime = NULL").runtime, Runtime::kUnknown);
  EXPECT_EQ(read_after("exe = '/usr/bin/python3.11'").runtime, Runtime::kPython);
  EXPECT_EQ(read_after("runtime = 'one of the future'").runtime, Runtime::kPython);
  EXPECT_EQ(read_after("exe = NULL, comm = 'java'").runtime, Runtime::kJvm);
  EXPECT_FALSE(read_after("command_line_cut = 0").command_line_cut);
  EXPECT_TRUE(read_after("command_line_cut = 1").command_line_cut);
}

TEST_F(ReadRecordingTest, AWallAxisIsReadFromTheWallClock) {
  write_one_process(path_, 3, [](int) { return 1000; });
  change_file(path_, "UPDATE session SET axis = 'wall'; UPDATE tick SET boottime_ns = NULL");
  EXPECT_EQ(read_recording(path_).ticks.front().axis_ns, kWallStart);
}

TEST_F(ReadRecordingTest, ColumnsOfANewerMinorVersionArePassedOver) {
  write_one_process(path_, 3, [](int) { return 1000; });
  change_file(path_,
              "PRAGMA user_version = 1042; ALTER TABLE sample ADD COLUMN moonlight INTEGER;"
              "ALTER TABLE session ADD COLUMN mood TEXT; CREATE TABLE moon (phase INTEGER)");
  EXPECT_EQ(read_recording(path_).processes[0].rows.size(), 1U);
}

TEST_F(ReadRecordingTest, HowAProcessEndedAndWhatItWas) {
  write_one_process(path_, 3, [](int) { return 1000; });
  change_file(path_,
              "UPDATE process SET exit_code = 3, stop_signal = 15, killed_for_memory = 0, listened = 1,"
              " peak_rss_kib = 77, working_directory = '/w';"
              "INSERT INTO process_name VALUES (2, 1, 'b'), (3, 1, 'c')");
  const RecordedProcess process = read_recording(path_).processes[0];
  EXPECT_EQ(process.end.exit_code, 3);
  EXPECT_EQ(process.end.exit_signal, std::nullopt);
  EXPECT_EQ(process.end.stop_signal, 15);
  EXPECT_EQ(process.end.killed_for_memory, false);
  EXPECT_EQ(process.listened, true);
  EXPECT_EQ(process.peak_rss, Kib(77));
  EXPECT_EQ(process.working_directory, "/w");
  EXPECT_EQ(process.later_name, "c");
}

TEST_F(ReadRecordingTest, WhatWasSwappedOutIsPrivateMemory) {
  write_one_process(path_, 1, [](int) { return 1000; });
  change_file(path_, "UPDATE sample SET rss_kib = 50, shared_kib = 20, swap_kib = 7");
  EXPECT_EQ((*read_recording(path_).processes[0].rows.begin()).memory.anon(), Kib(37));
  change_file(path_, "UPDATE sample SET swap_kib = NULL");
  EXPECT_EQ((*read_recording(path_).processes[0].rows.begin()).memory.anon(), Kib(30));
}

TEST_F(ReadRecordingTest, OfAnOlderFormatThatIsUnknown) {
  write_one_process(path_, 3, [](int) { return 1000; });
  change_file(path_, "PRAGMA user_version = 1000; UPDATE process SET exit_code = 3");
  EXPECT_FALSE(read_recording(path_).processes[0].end.is_known());
}

TEST_F(ReadRecordingTest, OfFormat11ItIsKnown) {
  write_one_process(path_, 3, [](int) { return 1000; });
  change_file(path_,
              "PRAGMA user_version = 1001; UPDATE process SET exit_code = 3;"
              "INSERT INTO process_name VALUES (2, 1, 'later')");
  const RecordedProcess process = read_recording(path_).processes[0];
  EXPECT_EQ(process.end.exit_code, 3);
  EXPECT_EQ(process.later_name, "later");
}

TEST_F(ReadRecordingTest, TheControlGroupsLastKnownLimitIsRead) {
  write_one_process(path_, 3, [](int) { return 1000; });
  change_file(path_,
              "INSERT INTO cgroup VALUES (1, '/a'), (2, '/b'); INSERT INTO process_cgroup VALUES (1, 1, 1), "
              "(2, 1, 2);"
              "INSERT INTO cgroup_limit VALUES (1, 1, 5000), (1, 2, 6000), (2, 2, 7000)");
  EXPECT_EQ(read_recording(path_).processes[0].cgroup_limit_bytes, 7000);
  change_file(path_, "INSERT INTO cgroup_limit VALUES (3, 2, 9223372036854775807)");
  EXPECT_FALSE(read_recording(path_).processes[0].cgroup_limit_bytes);
}

TEST_F(ReadRecordingTest, ContradictionsAreDamage) {
  const auto damaged_by = [&](const std::string& sql) {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    write_one_process(path_, 3, [](int i) { return 1000 + i; });
    change_file(path_, sql);
    const std::string message = message_of_reading();
    EXPECT_NE(message.find(path_ + ": cannot read the recording: it is damaged"), std::string::npos)
        << sql << ": " << message;
  };
  damaged_by("UPDATE tick SET boottime_ns = 5 WHERE id = 2");
  damaged_by("UPDATE tick SET boottime_ns = NULL WHERE id = 2");
  damaged_by("UPDATE tick SET session = 7 WHERE id = 2");
  damaged_by("UPDATE process SET session = 7");
  damaged_by("UPDATE process SET first_tick = 70, exit_tick = NULL");
  damaged_by("UPDATE sample SET process = 7 WHERE tick = 2");
  damaged_by("UPDATE sample SET tick = 9 WHERE tick = 2");
  damaged_by("UPDATE sample SET vm_size_kib = -1 WHERE tick = 2");
  damaged_by("UPDATE sample SET vm_size_kib = 9000000000000000000 WHERE tick = 2");
  damaged_by("UPDATE tick SET boottime_ns = -5 WHERE id = 1");
  damaged_by("UPDATE tick SET interval_ns = 9000000000000000000");
}

TEST_F(ReadRecordingTest, WhatLiesInAnotherSessionIsDamage) {
  const auto message_after = [&](const std::string& sql) {
    std::filesystem::remove(path_);
    {
      WrittenRecording recording(path_);
      for (int begin = 0; begin < 2; ++begin) {
        const RowId session = recording.rows.insert_session(
            session_row("11111111-1111-4111-8111-11111111111" + std::to_string(begin)));
        for (int i = 0; i < 3; ++i) {
          const RowId tick = recording.rows.insert_tick(session, tick_row(3 * begin + i));
          if (i == 0) recording.rows.insert_process(session, tick, process_row(42 + begin));
          recording.rows.insert_sample(tick, begin + 1, vm_size(1000 + i));
        }
      }
      recording.finish(2);
    }
    change_file(path_, sql);
    return message_of_reading();
  };
  EXPECT_EQ(message_after("UPDATE process SET exit_tick = 3 WHERE id = 1"), "no error");
  EXPECT_EQ(message_after("UPDATE process SET first_tick = 4 WHERE id = 2"), "no error");
  for (const char* process : {"exit_tick = 4 WHERE id = 1", "first_tick = 3 WHERE id = 2"}) {
    EXPECT_TRUE(has(message_after(std::string("UPDATE process SET ") + process),
                    "it refers to a tick that is none of its session"))
        << process;
  }
  for (const char* sample : {"process = 1 WHERE tick = 4", "process = 2 WHERE tick = 3"}) {
    EXPECT_TRUE(has(message_after(std::string("UPDATE sample SET ") + sample), "it lies outside its session"))
        << sample;
  }
}

TEST_F(ReadRecordingTest, ControlCharactersOfAForeignFileAreEscaped) {
  write_one_process(path_, 1, [](int) { return 1000; });
  change_file(path_, "UPDATE process SET comm = char(27) || '[31m\\x0A'");
  EXPECT_EQ(read_recording(path_).processes[0].name, "\\x1B[31m\\x0A");
}

TEST(ReadRecording, MarksKeepTheirOrderTimesAndSender) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("r");
  {
    WrittenRecording recording(path);
    const RowId session = recording.rows.insert_session(session_row());
    recording.rows.insert_tick(session, tick_row(0));
    recording.rows.insert_mark(session, {"begin", "a\\x0a", kBoottimeStart, kWallStart, 77});
    recording.rows.insert_mark(session, {"note", "b", kBoottimeStart + 5, kWallStart - 5, std::nullopt});
    recording.rows.insert_mark(session, {"end", "a\\x0a", kBoottimeStart + 9, kWallStart, 78});
    recording.finish(session);
  }
  const Recording read = read_recording(path);
  ASSERT_EQ(read.marks.size(), 3U);
  EXPECT_EQ(read.marks[0].kind, MarkKind::kBegin);
  EXPECT_EQ(read.marks[0].name, "a\\x0a");
  EXPECT_EQ(read.marks[0].sender_pid, 77);
  EXPECT_EQ(read.marks[1].kind, MarkKind::kNote);
  EXPECT_EQ(read.marks[1].axis_ns, kBoottimeStart + 5);
  EXPECT_EQ(read.marks[1].wall_ns, kWallStart - 5);
  EXPECT_EQ(read.marks[1].sender_pid, std::nullopt);
  EXPECT_EQ(read.marks[2].kind, MarkKind::kEnd);
}

TEST(ReadRecording, AMarkWithoutATimeIsDamage) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("r");
  {
    WrittenRecording recording(path);
    const RowId session = recording.rows.insert_session(session_row());
    recording.rows.insert_mark(session, {"begin", "a", std::nullopt, kWallStart, 77});
    recording.finish(session);
  }
  EXPECT_THROW(static_cast<void>(read_recording(path)), FileError);
}

TEST(ReadSessionUuids, AreThoseOfTheRecording) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("r");
  {
    WrittenRecording recording(path);
    recording.finish(recording.rows.insert_session(session_row()));
  }
  EXPECT_EQ(read_session_uuids(path), std::set<std::string>{read_recording(path).sessions.front().uuid});
  EXPECT_THROW(static_cast<void>(read_session_uuids(directory.file("none"))), FileError);
}

// Writes two ticks, the second of which tells of the machine and of the session's control group.
void write_machine(const std::string& path) {
  WrittenRecording recording(path);
  SessionRow session_values = session_row();
  session_values.filters = "{}";
  session_values.in_container = 1;
  session_values.cgroup = "/job";
  session_values.tasks_max = 512;
  const RowId session = recording.rows.insert_session(session_values);
  const RowId first = recording.rows.insert_tick(session, tick_row(0));
  recording.rows.insert_cgroup_limit(first, recording.rows.insert_cgroup("/job"), 1000);
  TickRow tick = tick_row(1);
  tick.shmem_kib = 11;
  tick.page_tables_kib = 12;
  tick.swap_free_kib = 13;
  tick.cgroup_memory_kib = 14;
  tick.cgroup_inactive_file_kib = 0;
  recording.rows.insert_tick(session, tick);
  recording.finish(session);
}

TEST(ReadRecording, KnowsWhatTicksTellOfTheMachine) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("a.tidemark");
  write_machine(path);
  const Recording recording = read_recording(path);
  ASSERT_EQ(recording.machine.size(), 2U);
  EXPECT_EQ(recording.machine[0], MachineMemory());
  const MachineMemory& machine = recording.machine[1];
  EXPECT_EQ(machine.shmem, Kib(11));
  EXPECT_FALSE(machine.slab_unreclaimable.is_known());
  EXPECT_EQ(machine.page_tables, Kib(12));
  EXPECT_EQ(machine.swap_free, Kib(13));
  EXPECT_EQ(machine.cgroup_memory, Kib(14));
  EXPECT_EQ(recording.sessions[0].tasks_max, 512);
  EXPECT_EQ(machine.cgroup_inactive_file, Kib(0));
  EXPECT_EQ(recording.sessions[0].cgroup, "/job");
  EXPECT_EQ(recording.sessions[0].cgroup_limit_bytes, 1000);
  EXPECT_EQ(recording.sessions[0].filters, "{}");
  EXPECT_EQ(recording.sessions[0].in_container, true);
}

TEST(ReadRecording, AnOlderMinorVersionHasNoMachine) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("a.tidemark");
  write_machine(path);
  change_file(path, "PRAGMA user_version = 1000; ALTER TABLE tick DROP COLUMN shmem_kib;");
  const Recording recording = read_recording(path);
  EXPECT_TRUE(recording.machine.empty());
  EXPECT_FALSE(recording.sessions[0].cgroup);
  EXPECT_EQ(recording.sessions[0].in_container, true);
}

}  // namespace
}  // namespace tidemark

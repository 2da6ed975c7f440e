#include "analyzer/imports/import_writer.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <utility>

#include "analyzer/recordings/recording_reader.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/faults.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

MemoryKib virtual_memory(std::int64_t kib) {
  return {.vm_size = Kib(kib), .rss = {}, .shared = {}, .data = {}};
}

// The next input of a store: two processes, whose samples share the time 2000.
void add_two_processes(ImportStore& store) {
  store.begin_input();
  const std::uint32_t session = store.session("");
  const std::uint32_t one = store.process(session, 7, "one");
  const std::uint32_t two = store.process(session, 8, "two");
  store.add(one, 1000, virtual_memory(10));
  store.add(one, 2000, virtual_memory(11));
  store.add(two, 2000, virtual_memory(20));
  store.add(two, 3000, virtual_memory(21));
}

class WriteImport : public ::testing::Test {
 protected:
  void write(IfExists if_exists = IfExists::kRefuse) {
    ImportStore store;
    add_two_processes(store);
    write_import(store, {path_, "memorytools", Bytes{1} << 30, if_exists});
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.tidemark");
};

TEST_F(WriteImport, MakesAnOrdinaryRecording) {
  write();
  EXPECT_EQ(list_names(directory_.path()), (Names{"a.tidemark"}));
  EXPECT_EQ(query_rows(path_, "SELECT tick, process, vm_size_kib, rss_kib FROM sample"),
            (Rows{"1|1|10|NULL", "2|1|11|NULL", "2|2|20|NULL", "3|2|21|NULL"}));
  EXPECT_EQ(query_rows(path_, "SELECT pid, comm, start_ticks, first_tick, exit_tick FROM process"),
            (Rows{"7|one|NULL|1|NULL", "8|two|NULL|2|NULL"}));
  EXPECT_EQ(
      query_rows(path_, "SELECT origin, axis, every_sample, ended_cleanly, mem_total_kib, host FROM session"),
      (Rows{"memorytools|wall|1|1|1048576|NULL"}));
  EXPECT_EQ(query_rows(path_, "PRAGMA journal_mode"), (Rows{"delete"}));
  EXPECT_EQ(query_rows(path_, "SELECT count(*) FROM sample_filled"), (Rows{"4"}));
}

TEST_F(WriteImport, EachInputIsASession) {
  ImportStore store;
  add_two_processes(store);
  add_two_processes(store);
  write_import(store, {path_, "memorytools", {}, IfExists::kRefuse});
  const Recording recording = read_recording(path_);
  EXPECT_EQ(recording.sessions.size(), 2U);
  EXPECT_EQ(recording.ticks.size(), 6U);
  EXPECT_FALSE(recording.sessions[0].mem_total.is_known());
}

TEST_F(WriteImport, OfTheSameStampEachValueThatCameLastCounts) {
  ImportStore store;
  store.begin_input();
  const std::uint32_t process = store.process(store.session("alpha"), 7, "one");
  store.add(process, 2000, virtual_memory(10));
  store.add(process, 1000, virtual_memory(9));
  store.add(process, 2000, {.vm_size = {}, .rss = Kib(5), .shared = {}, .data = {}});
  store.add(process, 2000, virtual_memory(11));
  EXPECT_EQ(write_import(store, {path_, "prometheus", {}, IfExists::kRefuse}), std::vector<std::size_t>{1});
  EXPECT_EQ(query_rows(path_, "SELECT tick, vm_size_kib, rss_kib FROM sample"), (Rows{"1|9|NULL", "2|11|5"}));
  EXPECT_EQ(query_rows(path_, "SELECT host FROM session"), (Rows{"alpha"}));
}

TEST_F(WriteImport, TestsAreMarks) {
  ImportStore store;
  add_two_processes(store);
  store.add_mark(0, false, "upload", 2500);
  store.add_mark(0, true, "upload", 1500);
  write_import(store, {path_, "mprof", {}, IfExists::kRefuse});
  EXPECT_EQ(query_rows(path_, "SELECT session, kind, name, wall_ns FROM mark"),
            (Rows{"1|begin|upload|1500", "1|end|upload|2500"}));
}

TEST_F(WriteImport, SaysHowFarItIs) {
  std::string written;
  Progress::Time now{};
  Progress progress({.verbosity = Verbosity::kNormal,
                     .has_terminal = true,
                     .now = [&] { return now += std::chrono::seconds(1); },
                     .write = [&](std::string_view text) { written += text; }});
  ImportStore store;
  add_two_processes(store);
  add_two_processes(store);
  write_import(store, {path_, "memorytools", {}, IfExists::kRefuse}, &progress);
  EXPECT_TRUE(has(written, "writing " + path_ + " 50 %")) << written;
  EXPECT_TRUE(has(written, " 100 %")) << written;
}

TEST_F(WriteImport, ALinkStaysOneAndALogBesideItsTargetCounts) {
  const std::string link = directory_.file("link.tidemark");
  write_bytes(path_, "something");
  std::filesystem::create_symlink("a.tidemark", link);
  const std::string target = std::exchange(path_, link);
  write_bytes(target + "-wal", "a log");
  EXPECT_TRUE(has(user_error([&] { write(IfExists::kReplace); }), "a recorder uses"));
  std::filesystem::remove(target + "-wal");
  write(IfExists::kReplace);
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(read_recording(target).ticks.size(), 3U);
}

TEST_F(WriteImport, AnExistingFileIsReplacedOnlyWhenAskedFor) {
  write_bytes(path_, "something");
  EXPECT_TRUE(has(user_error([&] { write(); }), "it exists already; --force replaces it"));
  EXPECT_EQ(read_bytes(path_), "something");
  write(IfExists::kReplace);
  EXPECT_EQ(read_recording(path_).ticks.size(), 3U);
}

TEST_F(WriteImport, ARecordingInUseIsNeverReplaced) {
  write_bytes(path_, "something");
  write_bytes(path_ + "-wal", "a log");
  EXPECT_TRUE(has(user_error([&] { write(IfExists::kReplace); }), "a recorder uses"));
  EXPECT_EQ(read_bytes(path_), "something");
}

TEST_F(WriteImport, AFailureLeavesWhatWasThereAndNothingElse) {
  write_bytes(path_, "something");
  {
    const WritesFail writes_fail;
    EXPECT_THROW(write(IfExists::kReplace), UserError);
  }
  EXPECT_EQ(list_names(directory_.path()), (Names{"a.tidemark"}));
  EXPECT_EQ(read_bytes(path_), "something");
}

TEST_F(WriteImport, ADirectoryThatIsNotThereIsAnError) {
  path_ = directory_.file("no/such/a.tidemark");
  EXPECT_TRUE(has(user_error([&] { write(); }), "No such file or directory"));
}

}  // namespace
}  // namespace tidemark

#include "analyzer/recordings/sample_reader.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "analyzer/judge/analysis.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/reports/json/report_json.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;

// Processes that come and go, of which some leak, some hold still and some are not observed for a while.
void write_recording(const std::string& path, int processes, int ticks) {
  WrittenRecording recording(path);
  Transaction transaction(recording.database());
  const RowId session = recording.rows.insert_session(session_row());
  std::vector<std::optional<RowId>> ids(static_cast<std::size_t>(processes));
  for (int t = 0; t < ticks; ++t) {
    const RowId tick = recording.rows.insert_tick(session, tick_row(t));
    for (int p = 0; p < processes; ++p) {
      auto& id = ids[static_cast<std::size_t>(p)];
      const int begin = p % 3 == 0 ? 0 : p, end = p % 4 == 0 ? ticks : ticks - p;
      if (t < begin || t > end) continue;
      if (t == end) {
        recording.rows.set_exit_tick(*id, tick);
        continue;
      }
      const bool is_new = !id.has_value();
      if (is_new) id = recording.rows.insert_process(session, tick, process_row(p + 1));
      const bool is_still = p % 5 == 0;
      if (!is_new && (is_still || (t + p) % 3 != 0)) continue;
      const bool is_unobserved = p % 7 == 6 && t > ticks / 2 && t < ticks / 2 + 5;
      recording.rows.insert_sample(
          tick, *id, is_unobserved ? MemoryValues() : vm_size(100'000 + (is_still ? 0 : t * p)));
    }
  }
  transaction.commit();
  recording.finish(session);
}

std::vector<SampleRow> rows_of(const RecordedProcess& process) {
  std::vector<SampleRow> rows;
  for (const SampleRow& row : process.rows) rows.push_back(row);
  return rows;
}

using Ranks = std::vector<std::vector<std::uint32_t>>;

Ranks ranks_by_place(const std::vector<Recording>& recordings) {
  Ranks ranks(recordings.size());
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    for (std::size_t k = 0; k < recordings[i].processes.size(); ++k) ranks[i].push_back(rank++);
  }
  return ranks;
}

class ReadSamplesTest : public ::testing::Test {
 protected:
  static constexpr int kProcesses = 30;

  void SetUp() override { write_recording(path_, kProcesses, 120); }

  [[nodiscard]] std::vector<Recording> unread() const {
    return read_recordings(std::vector<std::string>{path_}, ReadSamples::kNo);
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.tidemark");
};

TEST_F(ReadSamplesTest, GivesTheSameRowsHoweverManyRangesAndThreads) {
  std::vector<Recording> whole = unread();
  EXPECT_EQ(read_samples(whole, ranks_by_place(whole), {.range_bytes = std::uintmax_t{1} << 40U}, nullptr),
            kNoRank);
  for (const std::uintmax_t range_bytes : {512U, 4096U, 20'000U}) {
    for (const std::size_t threads : {1U, 2U, 5U}) {
      std::vector<Recording> parts = unread();
      (void)read_samples(parts, ranks_by_place(parts), {.threads = threads, .range_bytes = range_bytes},
                         nullptr);
      for (std::size_t i = 0; i < whole[0].processes.size(); ++i) {
        EXPECT_EQ(rows_of(parts[0].processes[i]), rows_of(whole[0].processes[i]));
      }
    }
  }
}

TEST_F(ReadSamplesTest, KeepsTheLowestRanksWhereNotAllFit) {
  std::vector<Recording> whole = unread();
  (void)read_samples(whole, ranks_by_place(whole), {}, nullptr);
  std::vector<Recording> some = unread();
  const std::uint32_t end = read_samples(some, ranks_by_place(some),
                                         {.most_bytes = 5000, .threads = 2, .range_bytes = 512}, nullptr);
  ASSERT_GT(end, 0U);
  ASSERT_LT(end, static_cast<std::uint32_t>(kProcesses));
  for (std::uint32_t i = 0; i < kProcesses; ++i) {
    const auto kept = rows_of(some[0].processes[i]);
    EXPECT_EQ(kept, i < end ? rows_of(whole[0].processes[i]) : std::vector<SampleRow>()) << i;
  }
}

TEST_F(ReadSamplesTest, WhereNotAllFitWhatIsKeptLeavesHalfTheRoomForWhatIsToCome) {
  std::vector<Recording> whole = unread();
  (void)read_samples(whole, ranks_by_place(whole), {}, nullptr);
  std::vector<std::size_t> sizes;
  for (const RecordedProcess& process : whole[0].processes) sizes.push_back(process.rows.bytes_held());
  const std::size_t bound = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}) - 1;
  std::vector<Recording> some = unread();
  const ReadBounds one_range{.most_bytes = bound, .range_bytes = std::uintmax_t{1} << 40U};
  const std::uint32_t end = read_samples(some, ranks_by_place(some), one_range, nullptr);
  ASSERT_LT(end, static_cast<std::uint32_t>(kProcesses));
  const std::size_t kept = std::accumulate(sizes.begin(), sizes.begin() + end, std::size_t{0});
  EXPECT_LE(kept, bound / 2);
  EXPECT_GT(kept + sizes[end], bound / 2);
}

TEST_F(ReadSamplesTest, OneProcessIsKeptHoweverMuchItTakes) {
  std::vector<Recording> some = unread();
  EXPECT_EQ(read_samples(some, ranks_by_place(some), {.most_bytes = 1, .range_bytes = 512}, nullptr), 1U);
  EXPECT_FALSE(some[0].processes[0].rows.empty());
}

TEST_F(ReadSamplesTest, ReadsOnlyWhatIsWanted) {
  std::vector<Recording> some = unread();
  Ranks ranks = ranks_by_place(some);
  ranks[0].assign(ranks[0].size(), kNoRank);
  ranks[0][3] = 0;
  EXPECT_EQ(read_samples(some, ranks, {}, nullptr), kNoRank);
  EXPECT_FALSE(some[0].processes[3].rows.empty());
  EXPECT_TRUE(some[0].processes[4].rows.empty());
}

TEST_F(ReadSamplesTest, PassesOverTicksThatCameSince) {
  std::vector<Recording> recordings = unread();
  change_file(
      path_,
      "INSERT INTO tick (id, session, boottime_ns, wall_ns) SELECT max(id) + 1, 1, max(boottime_ns) + 1,"
      " max(wall_ns) + 1 FROM tick; INSERT INTO sample (tick, process, vm_size_kib)"
      " SELECT max(id), 1, 7 FROM tick");
  (void)read_samples(recordings, ranks_by_place(recordings), {}, nullptr);
  EXPECT_LT(rows_of(recordings[0].processes[0]).back().tick, 120U);
}

TEST_F(ReadSamplesTest, TheFirstDamageIsToldWhateverTheThreads) {
  std::vector<Recording> recordings = unread();
  change_file(path_, "UPDATE sample SET rss_kib = -1 - tick WHERE tick > 40");
  for (const std::size_t threads : {1U, 4U}) {
    const std::string told = user_error([&] {
      (void)read_samples(recordings, ranks_by_place(recordings), {.threads = threads, .range_bytes = 512},
                         nullptr);
    });
    EXPECT_NE(told.find("rss_kib is -42"), std::string::npos) << told;
  }
}

// Whatever is given to threads and memory: the same report, byte for byte.
RC_GTEST_PROP(ReadAndAnalyze, SaysTheSameWhateverItMayTake, ()) {
  TemporaryDirectory directory;
  const std::vector<std::string> paths{directory.file("a.tidemark")};
  write_recording(paths[0], *rc::gen::inRange(1, 12), *rc::gen::inRange(15, 80));
  AnalysisSettings settings;
  settings.sparklines = true;
  const std::string expected = format_json(analyze(read_recordings(paths), settings));
  settings.threads = *rc::gen::inRange<std::size_t>(1, 6);
  settings.memory_bytes = *rc::gen::inRange<std::size_t>(1, 20'000);
  const Report report = read_and_analyze(read_recordings(paths, ReadSamples::kNo), settings);
  RC_ASSERT(format_json(report) == expected);
}

}  // namespace
}  // namespace tidemark

#include "analyzer/stacks/fault_stacks.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "analyzer/recordings/recording_reader.hpp"
#include "tests/analyzer/stacks/stacked_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Stacks = std::vector<FaultStack>;

std::int64_t second(int second) { return kBoottimeStart + second * kSecond; }

StackWindow window_of(const Recording& recording, int begin, int end, std::uint32_t process = 0) {
  return {{{&recording, process}}, second(begin), second(end)};
}

std::string symbols_of(const StackSet& set, const WeighedStack& stack) {
  std::string text;
  for (const std::uint32_t place : stack.frames)
    text += (text.empty() ? "" : "<") + set.frames.at(place).symbol.value_or("?");
  return text;
}

class ReadFaultStacks : public ::testing::Test {
 protected:
  template <typename StacksAt>
  Recording recorded(int ticks, StacksAt&& stacks_at, const std::string& then = "") {
    write_stacked(path_, ticks, stacks_at, then);
    return read_recording(path_, ReadSamples::kNo);
  }
  Recording leaking(const std::string& then = "") {
    return recorded(
        20,
        [](int) {
          return Stacks{touched_in({"malloc", "put", "main"})};
        },
        then);
  }
  [[nodiscard]] static std::string error_of(const Recording& recording) {
    return [&]() -> std::string {
      try {
        static_cast<void>(read_fault_stacks(std::vector{window_of(recording, 0, 20)}));
      } catch (const FileError& error) {
        return error.what();
      }
      return "";
    }();
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("r.tidemark");
};

TEST_F(ReadFaultStacks, FaultsOfTheWindowAreSummed) {
  const Recording recording = recorded(20, [](int i) {
    return Stacks{touched_in({"put", "main"}, i < 10 ? 1 : 3), touched_in({"log", "main"}, 2)};
  });
  const StackSet set = read_fault_stacks(std::vector{window_of(recording, 9, 14)});
  const WindowStacks& window = set.windows.at(0);
  ASSERT_EQ(window.stacks.size(), 2U);
  EXPECT_EQ(symbols_of(set, window.stacks[0]), "put<main");
  EXPECT_EQ(window.stacks[0].samples, 15.0);
  EXPECT_EQ(window.stacks[0].faults, 15.0 * 256.0);
  EXPECT_EQ(window.stacks[0].faults_before, 10.0 * 256.0);
  EXPECT_EQ(window.stacks[1].samples, 10.0);
  EXPECT_EQ(window.samples, 25.0);
  EXPECT_EQ(window.samples_before, 30.0);
  EXPECT_EQ(window.faults_before, 30.0 * 256.0);
}

TEST_F(ReadFaultStacks, WhatIsKeptIsReadApart) {
  const Recording recording = recorded(20, [](int) {
    return Stacks{touched_in({"put", "main"}, 4), kept_in({"keep", "main"})};
  });
  ASSERT_TRUE(recording.has_kept_stacks);
  const std::vector windows{window_of(recording, 9, 14)};
  const StackSet touched = read_fault_stacks(windows);
  EXPECT_EQ(touched.windows.at(0).samples, 20.0);
  const StackSet kept = read_fault_stacks(windows, 8, StackEvidence::kKept);
  EXPECT_EQ(kept.windows.at(0).samples, 5.0);
  EXPECT_EQ(kept.windows.at(0).samples_before, 10.0);
  ASSERT_EQ(kept.windows.at(0).stacks.size(), 1U);
  EXPECT_EQ(symbols_of(kept, kept.windows.at(0).stacks[0]), "keep<main");
}

TEST_F(ReadFaultStacks, OtherProcessesAndOtherMemoryDoNotCount) {
  const Recording recording = recorded(20, [](int) {
    return Stacks{touched_in({"put"}), touched_in({"map"}, 5, "file"), touched_in({"odd"}, 1, "unknown")};
  });
  std::vector<StackWindow> windows{window_of(recording, -1, 19), window_of(recording, -1, 19, 1)};
  windows.push_back(windows.front());
  windows.back().counts_files = true;
  const StackSet set = read_fault_stacks(windows);
  EXPECT_EQ(set.windows.at(0).samples, 40.0);
  EXPECT_EQ(set.windows.at(1).samples, 0.0);
  EXPECT_TRUE(set.windows.at(1).stacks.empty());
  EXPECT_EQ(set.windows.at(2).samples, 140.0);
  EXPECT_EQ(symbols_of(set, set.windows.at(2).stacks.at(0)), "map");
}

TEST_F(ReadFaultStacks, PartsOfASessionAreSummedWhateverTheirIds) {
  write_stacked(path_, 10, [](int) { return Stacks{touched_in({"other"}), touched_in({"put", "main"})}; });
  SessionRow later = session_row();
  later.part = 2;
  const std::string second_path = directory_.file("r2.tidemark");
  write_stacked(
      second_path, 10,
      [](int) {
        return Stacks{touched_in({"put", "main"})};
      },
      "", later, 10);
  const Recording first = read_recording(path_, ReadSamples::kNo);
  const Recording second_part = read_recording(second_path, ReadSamples::kNo);
  const StackSet set =
      read_fault_stacks(std::vector<StackWindow>{{{{&first, 0}, {&second_part, 0}}, second(4), second(14)}});
  const WindowStacks& window = set.windows.at(0);
  ASSERT_EQ(window.stacks.size(), 2U);
  EXPECT_EQ(symbols_of(set, window.stacks[0]), "put<main");
  EXPECT_EQ(window.stacks[0].samples, 10.0);
  EXPECT_EQ(window.stacks[0].faults_before, 5.0 * 256.0);
}

TEST_F(ReadFaultStacks, TheLightestOfManyAreLeftOutYetSummed) {
  const Recording recording = recorded(20, [](int i) {
    Stacks stacks{touched_in({"heavy"}, 10)};
    for (int k = 0; k < 20; ++k) stacks.push_back(touched_in({"f" + std::to_string(20 * i + k)}));
    return stacks;
  });
  const StackSet set = read_fault_stacks(std::vector{window_of(recording, -1, 19)}, 8);
  EXPECT_EQ(set.windows.at(0).stacks.size(), 8U);
  EXPECT_EQ(symbols_of(set, set.windows.at(0).stacks.at(0)), "heavy");
  EXPECT_EQ(set.windows.at(0).stacks.at(0).samples, 200.0);
  EXPECT_EQ(set.windows.at(0).samples, 600.0);
}

TEST_F(ReadFaultStacks, LostSamplesOfTheWindowAreCounted) {
  const Recording recording = leaking("UPDATE tick SET fault_samples_lost = 7 WHERE id IN (2, 12, 13)");
  EXPECT_EQ(read_fault_stacks(std::vector{window_of(recording, 5, 19)}).windows.at(0).lost_samples, 14.0);
}

TEST_F(ReadFaultStacks, ARecordingOfAnEarlierFormatHasNone) {
  const Recording recording = leaking(
      "DROP TABLE fault_stack; DROP TABLE stack; DROP TABLE frame; DROP TABLE module; PRAGMA user_version = "
      "1002");
  EXPECT_FALSE(recording.has_fault_stacks);
  EXPECT_EQ(read_fault_stacks(std::vector{window_of(recording, -1, 19)}).windows.at(0).samples, 0.0);
}

TEST_F(ReadFaultStacks, TheSessionSaysWhetherThereAreAny) {
  const Recording recording = leaking();
  EXPECT_TRUE(recording.has_fault_stacks);
  EXPECT_EQ(recording.sessions.at(0).fault_stacks, "on");
}

TEST_F(ReadFaultStacks, FramesThatAreNoneAreDamage) {
  for (const char* frames :
       {"[]", "[1,99]", "{}", "[\"1\"]", "[1.5]", "[[1]]", "7", "[99999999999999999999]"}) {
    const Recording recording = leaking(std::string("UPDATE stack SET frames = '") + frames + "'");
    EXPECT_NE(error_of(recording), "") << frames;
    std::filesystem::remove(path_);
  }
  std::string many = "[1";
  for (int i = 0; i < 128; ++i) many += ",1";
  const Recording recording = leaking("UPDATE stack SET frames = '" + many + "]'");
  EXPECT_NE(error_of(recording).find("stack 1: its frames are no array of 1 to 128 ids"), std::string::npos)
      << error_of(recording);
}

TEST_F(ReadFaultStacks, BlanksInTheArrayAreNone) {
  const Recording recording = leaking("UPDATE stack SET frames = '[ 1 , 2 ]'");
  EXPECT_EQ(error_of(recording), "");
}

TEST_F(ReadFaultStacks, TextThatIsTooLongIsDamage) {
  const Recording recording =
      leaking("UPDATE frame SET symbol = replace(hex(zeroblob(40000)), '0', 'a') WHERE symbol = 'put'");
  EXPECT_NE(error_of(recording).find("symbol has"), std::string::npos) << error_of(recording);
}

}  // namespace
}  // namespace tidemark

#include "recorder/procfs/process_reader.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

using testing::FakeProc;
using testing::FakeProcess;

ProgramImage image() {
  return {std::pair<dev_t, ino_t>(1, 2), "/bin/a", 0x7000, "a", std::string("a\0-x", 4)};
}

struct ImageCase {
  const char* name;
  ProgramImage before;
  ProgramImage after;
  bool is_other;
};

ImageCase image_case(const char* name, bool is_other,
                     void (*change)(ProgramImage& before, ProgramImage& after)) {
  ImageCase result{name, image(), image(), is_other};
  change(result.before, result.after);
  return result;
}

class IsOtherImage : public ::testing::TestWithParam<ImageCase> {};

TEST_P(IsOtherImage, SaysWhetherAnExecLiesBetween) {
  EXPECT_EQ(is_other_image(GetParam().before, GetParam().after), GetParam().is_other);
}

void hide(ProgramImage& image) {
  image.file.reset();
  image.path.reset();
  image.start_stack = 0;
}

INSTANTIATE_TEST_SUITE_P(
    Table, IsOtherImage,
    ::testing::Values(
        image_case("NothingChanged", false, [](ProgramImage&, ProgramImage&) {}),
        image_case("AnotherFile", true, [](ProgramImage&, ProgramImage& after) { after.file->second = 3; }),
        image_case("TheSameFileRenamed", false,
                   [](ProgramImage&, ProgramImage& after) { after.path = "/bin/b"; }),
        image_case("TheSameProgramAgain", true,
                   [](ProgramImage&, ProgramImage& after) { after.start_stack = 0x8000; }),
        image_case("OnlyTheNameChanged", false, [](ProgramImage&, ProgramImage& after) { after.comm = "b"; }),
        image_case("NameAndCommandLineChanged", false,
                   [](ProgramImage&, ProgramImage& after) {
                     after.comm = "b";
                     after.command_line = "b";
                   }),
        image_case("AnotherPathAndNoFileToCompare", true,
                   [](ProgramImage&, ProgramImage& after) {
                     after.file.reset();
                     after.path = "/bin/b";
                   }),
        image_case("TheSamePathAndNoFileOrStackToCompare", false,
                   [](ProgramImage&, ProgramImage& after) {
                     after.file.reset();
                     after.start_stack = 0;
                     after.comm = "b";
                     after.command_line = "b";
                   }),
        image_case("NothingVisibleAndTheNameAlone", false,
                   [](ProgramImage& before, ProgramImage& after) {
                     hide(before);
                     hide(after);
                     after.comm = "b";
                   }),
        image_case("NothingVisibleAndTheCommandLineAlone", false,
                   [](ProgramImage& before, ProgramImage& after) {
                     hide(before);
                     hide(after);
                     after.command_line = "b";
                   }),
        image_case("NothingVisibleAndBothChanged", true,
                   [](ProgramImage& before, ProgramImage& after) {
                     hide(before);
                     hide(after);
                     after.comm = "b";
                     after.command_line = "b";
                   })),
    [](const auto& tested) { return tested.param.name; });

class ReadProcess : public ::testing::Test {
 protected:
  [[nodiscard]] ProcessRow row_of(const FakeProcess& process,
                                  CommandLinePolicy policy = CommandLinePolicy::kFull) const {
    proc_.put(process);
    return read_process(ProcFiles(proc_.root()), process.pid, policy)->row;
  }
  FakeProc proc_;
};

TEST_F(ReadProcess, TakesWhatAProcessIs) {
  const ProcessRow row = row_of({});
  EXPECT_EQ(row.pid, 100);
  EXPECT_EQ(row.ppid, 1);
  EXPECT_EQ(row.start_ticks, 5000);
  EXPECT_EQ(row.uid, 1000);
  EXPECT_EQ(row.comm, "worker");
  EXPECT_TRUE(row.exe->ends_with("/bin/worker")) << *row.exe;
  EXPECT_EQ(row.command_line, R"(["worker","--fast"])");
  EXPECT_EQ(row.command_line_cut, 0);
}

TEST_F(ReadProcess, NamesAreEscaped) {
  FakeProcess process;
  process.comm = "a) \n\xFF";
  process.command_line = std::string("a\"\x1B\0\\", 5);
  const ProcessRow row = row_of(process);
  EXPECT_EQ(row.comm, "a) \\x0A\\xFF");
  EXPECT_EQ(row.command_line, R"(["a\"\\x1B","\\\\"])");
}

TEST_F(ReadProcess, ACommandLineOf4096BytesIsWholeAndALongerOneIsCut) {
  FakeProcess process;
  process.command_line = std::string(4096, 'a');
  EXPECT_EQ(row_of(process).command_line_cut, 0);
  process.command_line += 'b';
  const ProcessRow row = row_of(process);
  EXPECT_EQ(row.command_line_cut, 1);
  EXPECT_EQ(row.command_line, "[\"" + std::string(4096, 'a') + "\"]");
}

TEST_F(ReadProcess, AReplacedProgramKeepsItsName) {
  FakeProcess process;
  process.exe = "worker (deleted)";
  EXPECT_TRUE(row_of(process).exe->ends_with("/bin/worker"));
}

TEST_F(ReadProcess, CommandLinesMayBeLeftOut) {
  const ProcessRow row = row_of({}, CommandLinePolicy::kNone);
  EXPECT_EQ(row.command_line, std::nullopt);
  EXPECT_EQ(row.command_line_cut, std::nullopt);
}

TEST_F(ReadProcess, WhatMayNotBeReadIsAbsent) {
  proc_.put({});
  proc_.make_unreadable(100, "status");
  proc_.make_unreadable(100, "cmdline");
  proc_.make_unreadable(100, "exe");
  const auto facts = read_process(ProcFiles(proc_.root()), 100, CommandLinePolicy::kFull);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->row.uid, std::nullopt);
  EXPECT_EQ(facts->row.command_line, std::nullopt);
  EXPECT_EQ(facts->row.exe, std::nullopt);
}

TEST_F(ReadProcess, AProcessThatIsGoneIsNone) {
  proc_.empty(100);
  const ProcFiles files(proc_.root());
  EXPECT_FALSE(read_process(files, 100, CommandLinePolicy::kFull));
  EXPECT_FALSE(read_process(files, 101, CommandLinePolicy::kFull));
}

}  // namespace
}  // namespace tidemark

#include "analyzer/stacks/source_lines.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;

class FindSourceLines : public ::testing::Test {
 protected:
  FindSourceLines() {
    std::istringstream words(
        run_to_end({{"sh", "-c", program_ + "; readelf -n " + program_ + " | sed -n 's/.*Build ID: //p'"}})
            .output);
    words >> std::hex >> inlined_ >> std::dec >> inlined_line_ >> std::hex >> called_ >> std::dec >>
        called_line_ >> build_id_;
    EXPECT_GE(build_id_.size(), 8U);
  }

  // Returns what is found in a file of these bytes at the program's place.
  std::vector<SourceLine> find_in(const std::string& bytes) {
    TemporaryDirectory root;
    std::ofstream(root.file("program"), std::ios::binary) << bytes;
    SourceLines lines(root.path());
    return lines.find("/program", build_id_, inlined_);
  }

  const std::string program_ = TOUCHING_PROGRAM;
  std::int64_t inlined_ = 0, called_ = 0;
  int inlined_line_ = 0, called_line_ = 0;
  std::string build_id_;
};

TEST_F(FindSourceLines, ACallHasItsFileAndLine) {
  SourceLines lines;
  const auto found = lines.find(program_, build_id_, called_);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].function, "main");
  EXPECT_TRUE(found[0].file.ends_with("/touching_program.cpp")) << found[0].file;
  EXPECT_EQ(found[0].line, called_line_);
}

TEST_F(FindSourceLines, OfInlinedCodeEachFunctionHasOne) {
  SourceLines lines;
  const auto found = lines.find(program_, build_id_, inlined_);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].function, "_ZN5cache3putEv");
  EXPECT_EQ(found[0].line, inlined_line_);
  EXPECT_EQ(found[1].function, "_Z6handlev");
  EXPECT_GT(found[1].line, inlined_line_);
  EXPECT_LT(found[1].line, called_line_);
}

TEST_F(FindSourceLines, AnotherBuildIsNotAsked) {
  SourceLines lines;
  EXPECT_TRUE(lines.find(program_, "0011223344556677", called_).empty());
  EXPECT_TRUE(lines.find(program_, "", called_).empty());
  EXPECT_TRUE(lines.find(program_, "../../../../etc", called_).empty());
}

TEST_F(FindSourceLines, WhatIsNotThereTellsNothing) {
  SourceLines lines;
  EXPECT_TRUE(lines.find("/nowhere/program", build_id_, called_).empty());
  EXPECT_TRUE(lines.find("relative", build_id_, called_).empty());
  EXPECT_TRUE(lines.find(program_, build_id_, -1).empty());
  EXPECT_TRUE(lines.find(program_, build_id_, std::int64_t{1} << 60).empty());
}

TEST_F(FindSourceLines, WhatIsNoRegularFileIsNotRead) {
  TemporaryDirectory root;
  ASSERT_EQ(mkfifo(root.file("program").c_str(), 0600), 0);
  std::filesystem::create_directory(root.file("directory"));
  SourceLines lines(root.path());
  EXPECT_TRUE(lines.find("/program", build_id_, called_).empty());
  EXPECT_TRUE(lines.find("/directory", build_id_, called_).empty());
}

TEST_F(FindSourceLines, AHugeFileIsNotRead) {
  TemporaryDirectory root;
  std::ofstream(root.file("program"), std::ios::binary) << read_bytes(program_);
  std::filesystem::resize_file(root.file("program"), SourceLines::kMostFileBytes + 1);
  SourceLines lines(root.path());
  EXPECT_TRUE(lines.find("/program", build_id_, called_).empty());
}

TEST_F(FindSourceLines, ASupplementThatIsNoFileHoldsNobodyUp) {
  TemporaryDirectory root;
  ASSERT_EQ(mkfifo(root.file("shared.debug").c_str(), 0600), 0);
  std::ofstream(root.file("link"), std::ios::binary) << "shared.debug" << '\0' << std::string(20, 'x');
  ASSERT_EQ(run_to_end({{"sh", "-c",
                         "objcopy --add-section .gnu_debugaltlink=" + root.file("link") + " " + program_ +
                             " " + root.file("program")}})
                .status,
            0);
  SourceLines lines(root.path());
  EXPECT_TRUE(lines.find("/program", build_id_, called_).empty());
  std::filesystem::remove(root.file("shared.debug"));
  EXPECT_EQ(SourceLines(root.path()).find("/program", build_id_, called_).size(), 1U);
}

TEST_F(FindSourceLines, ASeparateFileOfDebugInformationServes) {
  TemporaryDirectory root;
  const std::string debug = root.file("usr") + "/lib/debug/.build-id/" + build_id_.substr(0, 2);
  std::filesystem::create_directories(debug);
  std::filesystem::copy_file(program_, debug + "/" + build_id_.substr(2) + ".debug");
  SourceLines lines(root.path());
  EXPECT_EQ(lines.find("/gone", build_id_, called_).size(), 1U);
}

// Libraries read on behind such strings.
TEST_F(FindSourceLines, AFileWhoseStringsHaveNoEndIsLeftOut) {
  for (const char* section : {".debug_str", ".debug_line_str"}) {
    std::istringstream words(run_to_end({{"sh", "-c",
                                          "readelf -SW " + program_ + " | sed -n 's/.* \\" + section +
                                              " *[A-Z]* *[0-9a-f]* \\([0-9a-f]* [0-9a-f]*\\).*/\\1/p'"}})
                                 .output);
    std::size_t offset = 0, size = 0;
    words >> std::hex >> offset >> size;
    ASSERT_GT(size, 1U) << section;
    std::string bytes = read_bytes(program_);
    EXPECT_EQ(std::exchange(bytes.at(offset + size - 1), 'x'), '\0') << section;
    EXPECT_TRUE(find_in(bytes).empty()) << section;
  }
}

TEST_F(FindSourceLines, DamagedFilesDoNoHarm) {
  const std::string sound = read_bytes(program_);
  EXPECT_EQ(find_in(sound).size(), 2U);
  for (std::size_t size = 0; size < sound.size(); size += sound.size() / 97 + 1)
    static_cast<void>(find_in(sound.substr(0, size)));
  std::uint32_t state = 1;
  for (int round = 0; round < 200; ++round) {
    std::string bytes = sound;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525U + 1013904223U;
      bytes[state % bytes.size()] = static_cast<char>(state >> 24U);
    }
    static_cast<void>(find_in(bytes));
  }
}

}  // namespace
}  // namespace tidemark

#include "analyzer/recordings/compressed_file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iterator>

#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/recordings/session_origins.hpp"
#include "tests/analyzer/recordings/compressed.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/faults.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;
class CompressedFile : public ::testing::TestWithParam<Compression> {
 protected:
  CompressedFile() {
    WrittenRecording written(plain_);
    const RowId session = written.rows.insert_session(session_row());
    const RowId first = written.rows.insert_tick(session, tick_row(0));
    const RowId process = written.rows.insert_process(session, first, process_row(7));
    written.rows.insert_sample(first, process, vm_size(1000));
    for (int i = 1; i < 2000; ++i) {
      const RowId tick = written.rows.insert_tick(session, tick_row(i));
      written.rows.insert_sample(tick, process, vm_size(1000 + 7 * i % 97));
    }
    written.finish(session);
    packed_ = compress(read_bytes(plain_), GetParam());
  }

  std::string error_of(const std::string& bytes) {
    write_bytes(path_, bytes);
    return user_error([&] { static_cast<void>(read_recording(path_)); });
  }

  TemporaryDirectory directory_;
  std::string plain_ = directory_.file("a.tidemark");
  std::string path_ = directory_.file("a.tidemark.packed");
  std::string packed_;
};

TEST_P(CompressedFile, IsReadAsWhatItHolds) {
  write_bytes(path_, packed_);
  const Recording recording = read_recording(path_);
  const Recording plain = read_recording(plain_);
  EXPECT_EQ(recording.path, path_);
  EXPECT_EQ(recording.sessions.at(0).uuid, plain.sessions.at(0).uuid);
  EXPECT_EQ(recording.ticks.size(), 2000U);
  EXPECT_EQ(recording.processes.at(0).rows.size(), plain.processes.at(0).rows.size());
  EXPECT_EQ(recording.size_bytes, plain.size_bytes);
  EXPECT_EQ(read_session_uuids(path_), read_session_uuids(plain_));
  EXPECT_EQ(list_names(directory_.path()), (std::vector<std::string>{"a.tidemark", "a.tidemark.packed"}));
}

TEST_P(CompressedFile, OneThatEndsEarlyOrIsDamagedIsRefused) {
  for (const double share : {0.2, 0.5, 0.9, 0.99}) {
    const auto length = static_cast<std::size_t>(share * static_cast<double>(packed_.size()));
    const std::string error = error_of(packed_.substr(0, length));
    EXPECT_TRUE(has(error, "ends early") || has(error, "damaged")) << share << ": " << error;
  }
  std::string damaged = packed_;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  const std::string error = error_of(damaged);
  EXPECT_TRUE(has(error, "damaged") || has(error, "ends early")) << error;
}

TEST_P(CompressedFile, WhatIsMuchLongerThanItselfIsRefused) {
  write_bytes(path_, compress(std::string(4U << 20U, '\0'), GetParam()));
  const std::string error = user_error([&] {
    static_cast<void>(decompress_recording(path_, nullptr, {.harmless_bytes = 1U << 20U, .most_ratio = 2}));
  });
  EXPECT_TRUE(has(error, "it holds more than 1.00 MiB")) << error;
}

TEST_P(CompressedFile, WithoutRoomItSaysWhere) {
  write_bytes(path_, packed_);
  const WritesFail writes_fail;
  EXPECT_TRUE(has(user_error([&] { static_cast<void>(decompress_recording(path_, nullptr)); }), "TMPDIR"));
}

TEST_P(CompressedFile, ATextIsReadAsItComes) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += std::to_string(i) + "\n";
  std::istringstream source(compress(text, GetParam()));
  DecompressedText decompressed(source, GetParam(), "a", "read it");
  std::ostringstream all;
  all << decompressed.rdbuf();
  EXPECT_EQ(all.str(), text);
}

TEST_P(CompressedFile, ATextOfOneByteIsRead) {
  std::istringstream source(compress("1", GetParam()));
  DecompressedText decompressed(source, GetParam(), "a", "read it");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(decompressed), {}), "1");
}

TEST_P(CompressedFile, ATextThatEndsEarlyIsNoShorterText) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += std::to_string(i * 7919 % 10007) + "\n";
  for (const std::string& whole : {std::string("one\ntwo\n"), text}) {
    const std::string packed = compress(whole, GetParam());
    const std::size_t step = 1 + packed.size() / 200;
    // So short that nobody can tell how it is compressed, it is no compressed text.
    constexpr std::size_t kBeginning = 6;
    for (std::size_t length = kBeginning; length < packed.size(); length += step) {
      std::istringstream source(packed.substr(0, length));
      const std::string error = user_error([&] {
        DecompressedText decompressed(source, GetParam(), "a.log", "read it");
        const std::string read{std::istreambuf_iterator<char>(decompressed), {}};
        ADD_FAILURE() << read.size() << " bytes of " << whole.size();
      });
      EXPECT_TRUE(error.starts_with("a.log: cannot read it: its compression is damaged, or it ends early"))
          << length << " of " << packed.size() << ": " << error;
    }
  }
}

TEST_P(CompressedFile, TextsOneBehindTheOtherAreOne) {
  std::istringstream source(compress("one\n", GetParam()) + compress("two\n", GetParam()));
  DecompressedText decompressed(source, GetParam(), "a", "read it");
  std::ostringstream all;
  all << decompressed.rdbuf();
  EXPECT_EQ(all.str(), "one\ntwo\n");
}

INSTANTIATE_TEST_SUITE_P(Kinds, CompressedFile,
                         ::testing::Values(Compression::kGzip, Compression::kXz, Compression::kZstd),
                         [](const auto& given) {
                           return std::string(given.param == Compression::kGzip ? "Gzip"
                                              : given.param == Compression::kXz ? "Xz"
                                                                                : "Zstd");
                         });

TEST(CompressionOf, GoesByTheFirstBytes) {
  EXPECT_FALSE(compression_of(""));
  EXPECT_FALSE(compression_of("SQLite format 3"));
  EXPECT_EQ(compression_of("\x1F\x8B\x08"), Compression::kGzip);
}

TEST(IsRecordingName, KnowsTheEndingsOfCompressedOnes) {
  for (const char* name : {"a.tidemark", "a.tidemark.gz", "a.tidemark.xz", "a.tidemark.zst"})
    EXPECT_TRUE(is_recording_name(name)) << name;
  for (const char* name : {"a.tidemark-wal", "a.tidemark.1", "a.gz"})
    EXPECT_FALSE(is_recording_name(name)) << name;
}

}  // namespace
}  // namespace tidemark

#include "analyzer/recordings/session_origins.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/compressed.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

const std::string kFirst = "11111111-1111-4111-8111-111111111111";
const std::string kSecond = "22222222-2222-4222-8222-222222222222";

class ReadSessionOrigins : public ::testing::TestWithParam<Compression> {
 protected:
  // Writes a recording of two sessions, on two hosts, the second one behind several MiB of samples.
  ReadSessionOrigins() {
    WrittenRecording written(plain_);
    Transaction transaction(written.database());
    const RowId session = written.rows.insert_session(session_row(kFirst));
    RowId process{};
    for (int i = 0; i < 60'000; ++i) {
      const RowId tick = written.rows.insert_tick(session, tick_row(i));
      if (i == 0) process = written.rows.insert_process(session, tick, process_row(7));
      written.rows.insert_sample(tick, process, vm_size(1000 + 7 * i % 97));
    }
    SessionRow other = session_row(kSecond);
    other.host = "other";
    const RowId second = written.rows.insert_session(other);
    transaction.commit();
    written.finish(second);
    packed_ = compress(read_bytes(plain_), GetParam());
    write_bytes(path_, packed_);
  }

  const std::vector<SessionOrigin> origins_{{kFirst, "testhost"}, {kSecond, "other"}};
  TemporaryDirectory directory_;
  std::string plain_ = directory_.file("a.tidemark");
  std::string path_ = directory_.file("a.tidemark.packed");
  std::string packed_;
};

TEST_P(ReadSessionOrigins, AreThoseOfTheRecordingCompressedOrNot) {
  EXPECT_EQ(read_session_origins(plain_), origins_);
  EXPECT_EQ(read_session_origins(path_), origins_);
}

// To deal out an archive each of its machines asks every recording.
TEST_P(ReadSessionOrigins, TheEndOfACompressedOneIsNotLookedAt) {
  ASSERT_GT(read_bytes(plain_).size(), std::size_t{2} << 20U);
  packed_.resize(packed_.size() * 3 / 4);
  write_bytes(path_, packed_);
  EXPECT_EQ(read_session_origins(path_), origins_);
  EXPECT_THROW(static_cast<void>(decompress_recording(path_, nullptr)), FileError);
}

TEST_P(ReadSessionOrigins, WhatIsNoRecordingIsAnError) {
  EXPECT_THROW(static_cast<void>(read_session_origins(directory_.file("none"))), FileError);
  write_bytes(path_, compress("no recording", GetParam()));
  EXPECT_THROW(static_cast<void>(read_session_origins(path_)), FileError);
  write_bytes(path_, packed_.substr(0, packed_.size() / 100));
  EXPECT_THROW(static_cast<void>(read_session_origins(path_)), FileError);
}

INSTANTIATE_TEST_SUITE_P(Each, ReadSessionOrigins,
                         ::testing::Values(Compression::kGzip, Compression::kXz, Compression::kZstd));

}  // namespace
}  // namespace tidemark

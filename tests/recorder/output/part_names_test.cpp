#include "recorder/output/part_names.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/error.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using Paths = std::vector<std::string>;

WallTime at(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(PartNames, HoldTheTimeBetweenStemAndExtension) {
  EXPECT_EQ(part_path("/var/lib/night.tidemark", at("2026-11-21T05:14:07.999Z")),
            "/var/lib/night-20261121T051407Z.tidemark");
  EXPECT_EQ(part_path("night", at("2027-01-02T23:59:59Z")), "night-20270102T235959Z");
}

TEST(PartNames, SortByTime) {
  EXPECT_LT(part_path("r.t", at("2026-09-30T23:59:59Z")), part_path("r.t", at("2026-10-01T00:00:00Z")));
  EXPECT_LT(part_path("r.t", at("2026-10-01T09:59:59Z")), part_path("r.t", at("2026-10-01T10:00:00Z")));
}

TEST(PartNames, OnlyPartsOfTheOutputAreListedTheOldestFirst) {
  const testing::TemporaryDirectory directory;
  for (const char* name :
       {"night-20261122T000000Z.tidemark", "night-20261121T000000Z.tidemark", "night.tidemark",
        "night-20261121T000000Z.tidemark-wal", "night-20261121T000000Z.tidemark.part-12",
        "nightly-20261121T000000Z.tidemark", "night-2026112XT000000Z.tidemark",
        "night-20261121T000000Z-old.tidemark", "other-20261121T000000Z.tidemark"}) {
    testing::write_bytes(directory.file(name), "");
  }
  EXPECT_EQ(list_parts(directory.file("night.tidemark")),
            (Paths{directory.file("night-20261121T000000Z.tidemark"),
                   directory.file("night-20261122T000000Z.tidemark")}));
}

TEST(PartNames, ADirectoryThatIsNotThereHasNoneAndOneThatIsNoneIsAnError) {
  const testing::TemporaryDirectory directory;
  EXPECT_EQ(list_parts(directory.file("none/night.tidemark")), Paths());
  testing::write_bytes(directory.file("file"), "");
  EXPECT_THROW(static_cast<void>(list_parts(directory.file("file/night.tidemark"))), FileError);
}

}  // namespace
}  // namespace tidemark

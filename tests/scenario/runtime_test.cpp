#include "tests/scenario/recorder_fixture.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using testing::Rows;
using testing::run_to_end;

class RecordedRuntime : public testing::RecorderTest {
 protected:
  [[nodiscard]] Rows runtimes_of(const std::string& comm) const {
    return rows("SELECT DISTINCT runtime FROM process WHERE comm = '" + comm + "'");
  }
};

TEST_F(RecordedRuntime, RealProgramsAreWhatTheyAre) {
  const std::string script = "exec -a disguised " + std::string(testing::kPython) +
                             " -c 'import time; time.sleep(1)' & '" TIDEMARK_SUBJECT "' steady 1 & wait";
  EXPECT_EQ(run_to_end({exec({"bash", "-c", script})}).status, 0);
  EXPECT_EQ(runtimes_of("test-subject"), Rows{"native"});
  EXPECT_EQ(
      rows("SELECT runtime FROM process WHERE command_line LIKE '[\"disguised\"%' AND exe LIKE '%python%'"),
      Rows{"python"});
}

// Any library that is called like an interpreter's will do.
TEST_F(RecordedRuntime, ALibraryThatIsLoadedTellsTheRuntime) {
  const std::string library = directory_.file("libpython3.99.so");
  const std::string source = directory_.file("empty.c");
  testing::write_bytes(source, "int nothing;\n");
  ASSERT_EQ(run_to_end({{"cc", "-shared", "-fPIC", "-o", library, source}}).status, 0);
  // A program with AddressSanitizer would not start behind another library.
  const testing::Words command{
      "env", "LD_PRELOAD=" + library, "ASAN_OPTIONS=verify_asan_link_order=0", TIDEMARK_SUBJECT, "steady",
      "1"};
  EXPECT_EQ(run_to_end({exec(command)}).status, 0);
  EXPECT_EQ(runtimes_of("test-subject"), Rows{"python"});
}

}  // namespace
}  // namespace tidemark

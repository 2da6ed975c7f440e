// A JUnit report: each of its tests has a name and a time, and stands on the axis of a recording.
#include "analyzer/commands/junit_times.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string path = scratch_file("tests.xml", FuzzInput(bytes, size).rest());
  is_accepted([&] {
    const TimedTests timed = read_junit_times(path);
    require(!timed.tests.empty(), "a report without times is refused");
    for (const TimedTest& test : timed.tests) {
      require(!test.name.empty(), "a test has a name");
      require(test.begin < test.end, "a test takes time");
    }
    const MadeRecording made(100,
                             timed.tests.front().begin.time_since_epoch() / std::chrono::seconds(1) - 1000);
    MarkedTests marked;
    add_timed_tests(timed, std::span(&made.recording, 1), marked);
    require(!marked.by_session.empty(), "a test that ran meanwhile is among the session's");
  });
  return 0;
}

#pragma once

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Whether a process runs tests, as its command line tells: pytest and its xdist workers, unittest, ctest,
// binaries of GoogleTest, go test and cargo test, jest, mocha, vitest and their workers, gradle and surefire
// workers, phpunit, rspec and others of the one list in the source.
[[nodiscard]] bool runs_tests(const RecordedProcess& process);

}  // namespace tidemark

#pragma once

#include "common/runtime.hpp"

namespace tidemark {

// Returns kGo for a program that the Go linker made, which leaves a note of its build
// (https://pkg.go.dev/cmd/internal/buildid), kNative for any other ELF file, kUnknown for what is none or
// cannot be read.
//
// descriptor  of the program, for reading
// Cost        one read, and one more for each note that lies behind the first 4 KiB
[[nodiscard]] Runtime runtime_of_file(int descriptor);

}  // namespace tidemark

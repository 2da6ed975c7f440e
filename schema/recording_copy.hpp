#pragma once

#include <string>

namespace tidemark {

// Copies the recording at `source`, also while a recorder writes to it, into a new one at `target`. The copy
// is as the recording was at one moment, complete in itself, with no write-ahead log beside it, and has its
// name only once it is whole.
//
// Throws FileError: `target` is there already or cannot be written; as open_for_reading for `source`
void copy_recording(const std::string& source, const std::string& target);

}  // namespace tidemark

#pragma once

#include <string_view>

namespace tidemark {

// Returns whether the descriptor is the stream to the journal that `stream` names.
//
// stream  "DEVICE:INODE", the environment's JOURNAL_STREAM of systemd.exec(5); nullptr names none
[[nodiscard]] bool is_journal(int descriptor, const char* stream);

// Returns the priority that a line to the journal begins with, see sd-daemon(3): "<3>" for an error.
//
// level  of a message, such as "warning"
[[nodiscard]] std::string_view journal_priority(std::string_view level);

}  // namespace tidemark

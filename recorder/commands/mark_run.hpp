#pragma once

#include <span>
#include <string>

#include "common/descriptor.hpp"

namespace tidemark {

inline constexpr const char* kSendMark = "send the mark";

// Sends one line of mark_message.hpp to a recorder's stream and waits for the answer.
//
// path    of the recorder, as an error names it
// Throws  FileError with the recorder's refusal, or where there is no answer
void send_mark(const Descriptor& stream, const std::string& line, const std::string& path);

// Runs a command as a test: begins it with the command's own PID as the sender, and ends it when the command ends, whose
// status it returns as a shell gives it. Signals that a process sends are passed on. Marks that cannot be sent are a warning.
//
// stream  of a recorder; not open where none runs, and then nothing is marked
// path    of the recorder, as a warning names it
// Throws  CommandNotStarted; std::system_error
[[nodiscard]] int run_marked(const Descriptor& stream, const std::string& path, const std::string& name,
                             std::span<const std::string> command);

}  // namespace tidemark

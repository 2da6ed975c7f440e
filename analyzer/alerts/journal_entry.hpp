#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/alerts/told_alerts.hpp"

namespace tidemark {

// Where systemd's journal takes entries.
inline constexpr const char* kJournalSocket = "/run/systemd/journal/socket";

using JournalFields = std::vector<std::pair<std::string, std::string>>;

// Returns the fields of a change: MESSAGE, its PRIORITY and MESSAGE_ID, which is of its own for what is new, worse and gone; and
// TIDEMARK_CHANGE, _VERDICT, _KIND, _NAME and, where they are known, _PROCESS, _PID, _COMMAND, _HOST, _METRIC, _SLOPE,
// _SINCE and others.
[[nodiscard]] JournalFields journal_fields(const AlertChange& change);

// Returns an entry in the journal's native protocol (https://systemd.io/JOURNAL_NATIVE_PROTOCOL).
[[nodiscard]] std::string journal_entry(const JournalFields& fields);

// Sends an entry to the journal's socket. Throws FileError.
void send_to_journal(const std::string& socket_path, const std::string& entry);

}  // namespace tidemark

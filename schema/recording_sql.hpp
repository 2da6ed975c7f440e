#pragma once

namespace tidemark {

// Returns recording.sql, the statements that make an empty recording, as one zero-terminated script.
[[nodiscard]] const char* recording_sql();

}  // namespace tidemark

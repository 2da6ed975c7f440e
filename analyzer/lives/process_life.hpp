#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// A process as one session saw it in one file.
struct LifePart {
  const Recording* recording;
  std::uint32_t process_index;

  [[nodiscard]] const RecordedProcess& process() const { return recording->processes[process_index]; }
  [[nodiscard]] const Session& session() const { return recording->sessions[process().session]; }
  // Where it was first seen on the session's axis.
  [[nodiscard]] std::int64_t begin_ns() const;
};

// One program in one process, over all sessions and files that saw it. At least one part, in the order of
// time.
struct ProcessLife {
  std::vector<LifePart> parts;

  // What the newest part says of it.
  [[nodiscard]] const RecordedProcess& process() const { return parts.back().process(); }
  [[nodiscard]] const Session& session() const { return parts.back().session(); }
};

// Whether `later` is the same program in the same process as `earlier`: in parts of one session by the
// identity that the session gave it; in different ones where PID namespace, boot, PID, start, program and
// command line are all known and agree, and `earlier` had not ended before. Imported processes never
// continue.
[[nodiscard]] bool continues(const LifePart& earlier, const LifePart& later);

// Joins the processes of all recordings, each row of theirs that a tick saw going into exactly one life.
//
// recordings  no session part twice; must outlive the lives
// Returns     lives in the order in which they begin
// Cost        O(p log p) for p processes, apart from PIDs that exec very often
[[nodiscard]] std::vector<ProcessLife> join_processes(std::span<const Recording> recordings);

}  // namespace tidemark

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "recorder/clock.hpp"
#include "recorder/host.hpp"
#include "recorder/procfs_sampler.hpp"
#include "recorder/recording_writer.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {

struct SessionSettings {
  std::string output;
  std::chrono::nanoseconds interval{0};
  SamplerSettings sampler;
  FilterSettings filter;
};

// Prints one line for people; `level` is "warning" or "note".
using Log = std::function<void(std::string_view level, std::string_view message)>;

// One session in one recording: takes ticks until it is ended.
//
// A tick that cannot be written is lost, and counted with its reason in the next one that can; it is logged
// once an episode, and never ends the session.
class SessionRecorder {
 public:
  // Opens or creates the recording and writes the session row. Throws UserError.
  SessionRecorder(const SessionSettings& settings, Clock clock, Log log);

  // Scans and writes once. missed: ticks that were due before this one and were left out.
  void take_tick(std::int64_t missed);

  // Marks the session as ended and closes the recording, so that it reads from read-only media. Returns
  // whether that went well; otherwise it is logged, and the recording is as a killed recorder leaves it.
  bool end();

  [[nodiscard]] std::int64_t ticks_written() const { return ticks_written_; }

 private:
  static SessionRow describe_session(const SessionSettings& settings, const Clock& clock);
  void note_lost(std::int64_t missed, const std::string& reason);

  std::chrono::nanoseconds interval_;
  Clock clock_;
  Log log_;
  ProcfsSampler sampler_;
  HostProbe host_;
  OwnCost own_cost_;
  WritableRecording recording_;
  RecordingWriter writer_;
  std::int64_t ticks_written_ = 0;
  std::int64_t lost_ = 0;
  std::string lost_reason_;
  bool failing_ = false;
};

}  // namespace tidemark

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/settings.hpp"
#include "recorder/commands/recording_end.hpp"
#include "recorder/session/mark_intake.hpp"
#include "recorder/session/recording_loop.hpp"
#include "recorder/session/session_recorder.hpp"
#include "recorder/session/watchdog.hpp"
#include "recorder/system/clock.hpp"
#include "recorder/system/log.hpp"
#include "recorder/system/service_manager.hpp"
#include "recorder/system/signals.hpp"

namespace tidemark {

// Records this host until a signal or what `end` says ends it, or one tree of processes until that has ended, and keeps the
// service manager informed.
//
// Where there is a configuration to be read again, a SIGHUP that a process sends has it read. New settings
// end the session and begin another one, at once; those that cannot be used are refused, and the old ones
// stay.
class HostRecording {
 public:
  // Throws UserError for what the user can mend.
  using ReadSettings = std::function<SessionSettings()>;

  // Opens the recording.
  //
  // end         counts from here, over sessions that a new configuration begins
  // read_again  empty: SIGHUP ends the recording
  // Throws      UserError and SqliteError as SessionRecorder does
  HostRecording(const SessionSettings& settings, const EndSettings& end, ReadSettings read_again,
                const Environment& environment, Clock clock, Log log);
  HostRecording(const HostRecording&) = delete;
  HostRecording& operator=(const HostRecording&) = delete;
  ~HostRecording() = default;

  // Returns whether the recording was closed in order.
  bool run();

 private:
  void begin(const SessionSettings& settings);
  void take_marks(const SessionSettings& settings);
  void take_tick(std::int64_t missed);
  void end_with_tree();
  void take_signal(const SignalQueue::Signal& signal);
  void reload();
  void replace(const SessionSettings& settings);
  [[nodiscard]] std::string status() const;

  SessionSettings settings_;
  ReadSettings read_again_;
  Clock clock_;
  Log log_;
  ServiceManager manager_;
  SignalQueue signals_;
  RecordingLoop loop_;
  std::optional<SessionRecorder> session_;  // stays where it is, for the marks
  std::optional<MarkIntake> marks_;
  std::optional<Watchdog> watchdog_;
  std::optional<RecordingEnd> end_;
  bool loses_ticks_ = false;
  bool has_seen_tree_ = false;
  std::string refusal_;  // why the newest configuration is not in force
};

}  // namespace tidemark

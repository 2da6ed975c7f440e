#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "recorder/output/recording_place.hpp"
#include "recorder/output/recording_writer.hpp"
#include "recorder/output/retention.hpp"
#include "recorder/system/clock.hpp"
#include "recorder/system/log.hpp"
#include "schema/recording_file.hpp"
#include "schema/writer_lock.hpp"

namespace tidemark {

struct OutputSettings {
  std::string path;
  bool begins_anew = false;  // a recording that is there is kept under another name, not appended to
  // When to go on in a new file; where either is given, the files are named as part_names.hpp says.
  std::optional<std::chrono::nanoseconds> rotate_every;
  std::optional<Bytes> rotate_size;  // of a file with its write-ahead log
  RetentionSettings keep;
  // A reader that stays in one transaction keeps the write-ahead log from shrinking. Beyond this the session
  // goes on in a new file.
  Bytes most_log_bytes = Bytes{64} << 20U;

  [[nodiscard]] bool rotates() const { return rotate_every || rotate_size; }
  bool operator==(const OutputSettings&) const = default;
};

// Where the ticks of one session go: a recording, and another one after it wherever that is due, the file has
// been taken away, or writing to it goes on failing. Each is complete in itself: it has the session's row, as
// its next part, and the full values at its first tick.
class SessionOutput {
 public:
  // Opens or creates the first recording and writes the session row. A damaged one is renamed aside first, an earlier
  // one where the session is to begin anew.
  //
  // session  as it is to be written; `part` and the start are set for each file
  // Throws   UserError and SqliteError: see open_for_writing and keep_earlier_recording
  SessionOutput(OutputSettings settings, SessionRow session, Clock clock, Log log);
  ~SessionOutput();
  SessionOutput(const SessionOutput&) = delete;
  SessionOutput& operator=(const SessionOutput&) = delete;

  // Writes one tick, and the marks and stacks that came before it. A file that has been moved away keeps what was written; where
  // one has been removed or cut, it is said what is lost.
  //
  // Throws  SqliteError or UserError where it could not be written; the next call makes up for it, but for
  //         the marks and stacks
  void write_tick(const TickRow& tick, const Snapshot& snapshot, std::span<const MarkRow> marks = {},
                  std::span<const ProcessStack> stacks = {});

  // Marks the session as ended and closes the recording, so that it reads from read-only media. Returns
  // whether that went well; otherwise it is logged, and the recording is as a killed recorder leaves it.
  bool end();

 private:
  struct Part;

  void keep_earlier();
  [[nodiscard]] std::string next_path() const;
  [[nodiscard]] std::string beside(const std::string& path, std::string_view what) const;
  [[nodiscard]] std::unique_ptr<Part> open_first();
  [[nodiscard]] std::unique_ptr<Part> open_part(const std::string& path, std::chrono::milliseconds patience);
  [[nodiscard]] std::unique_ptr<Part> open_or_make(const std::string& path,
                                                   std::chrono::milliseconds patience);
  void go_on_elsewhere(std::string_view reason);
  void follow_file();
  void take_fate(RecordingFate fate);
  void follow_moved();
  [[nodiscard]] bool save_log() const;
  void note_failure(const SqliteError& error);
  void let_go();
  [[nodiscard]] bool log_is_held() const;
  [[nodiscard]] bool is_due() const;
  void rotate();
  bool finish(Part& part, bool is_clean) const;
  void remove_old();

  OutputSettings settings_;
  SessionRow session_;
  Clock clock_;
  Log log_;
  std::optional<WriterLock> lock_;  // of the output, whatever its parts are called; while there is a part
  Retention retention_;
  std::unique_ptr<Part> part_;  // absent while there is nowhere to write to
  bool stamps_names_;
  std::string newest_path_;   // of the part that was let go of last
  bool hides_index_ = false;  // of parts from now on: another program has locked one
  bool rotation_fails_ = false;
  std::string refused_path_;  // the next part that could not be begun
};

}  // namespace tidemark

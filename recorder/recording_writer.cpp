#include "recorder/recording_writer.hpp"

namespace tidemark {

RecordingWriter::RecordingWriter(const Database& database, const SessionRow& session)
    : database_(database), rows_(database) {
  Transaction transaction(database_);
  session_ = rows_.insert_session(session);
  transaction.commit();
}

void RecordingWriter::write_tick(const TickRow& tick_row, std::span<const ProcessReading> processes) {
  ++attempt_;
  changes_.clear();
  Transaction transaction(database_);
  const RowId tick = rows_.insert_tick(session_, tick_row);
  for (const ProcessReading& reading : processes) write_reading(tick, reading);
  write_exits(tick);
  transaction.commit();
  for (Change& change : changes_) recorded_[change.slot] = change.now;
}

void RecordingWriter::write_reading(RowId tick, const ProcessReading& reading) {
  if (reading.slot >= recorded_.size()) recorded_.resize(reading.slot + 1);
  Recorded& before = recorded_[reading.slot];
  if (before.token == reading.token) {
    before.seen_in = attempt_;
    if (before.values == reading.values) return;
    rows_.insert_sample(tick, before.process, reading.values);
    changes_.push_back({reading.slot, {before.token, before.process, reading.values, attempt_}});
    return;
  }
  // A process that could not be read yet has nothing to record, and the one before it is gone: see
  // write_exits.
  if (reading.values.is_unobserved()) return;
  if (before.token != 0) rows_.set_exit_tick(before.process, tick);
  before.seen_in = attempt_;
  const RowId process = rows_.insert_process(session_, tick, *reading.identity);
  rows_.insert_sample(tick, process, reading.values);
  changes_.push_back({reading.slot, {reading.token, process, reading.values, attempt_}});
}

void RecordingWriter::write_exits(RowId tick) {
  for (std::uint32_t slot = 0; slot < recorded_.size(); ++slot) {
    const Recorded& recorded = recorded_[slot];
    if (recorded.token == 0 || recorded.seen_in == attempt_) continue;
    rows_.set_exit_tick(recorded.process, tick);
    changes_.push_back({slot, {}});
  }
}

void RecordingWriter::end_session() {
  Transaction transaction(database_);
  rows_.set_ended_cleanly(session_);
  transaction.commit();
}

}  // namespace tidemark

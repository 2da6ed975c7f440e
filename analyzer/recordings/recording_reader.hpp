#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/recordings/recording.hpp"
#include "analyzer/running/progress.hpp"
#include "common/sqlite.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {

enum class ReadSamples { kYes, kNo, kCheck };

// Opens the file of a recording, whatever it was read from, again. Throws as open_for_reading.
[[nodiscard]] ReadableRecording open_again(const Recording& recording);

// Reads the recording at `path`, which may be compressed, as it was at one moment, also while a recorder writes to it.
//
// samples   kNo leaves the rows of the processes empty and is quick; kCheck leaves them empty, too, but looks through all
// progress  told how far it is; null for nobody
// Returns   sessions, ticks and processes in the order of their ids
// Throws    FileError: as open_for_reading, and where the file is damaged or contradicts itself
// Cost      one pass over the file, and one over the sample rows in tick order, shared by all cores; memory for the rows
//           (see SampleRows)
[[nodiscard]] Recording read_recording(const std::string& path, ReadSamples samples = ReadSamples::kYes,
                                       Progress* progress = nullptr);

// Reads a recording, which may be damaged, without its samples, as far as nothing that is read contradicts itself.
// Throws as read_recording.
[[nodiscard]] Recording read_unchecked(const std::string& path);

// Reads the recordings at all of these paths, in their order. Throws as read_recording.
[[nodiscard]] std::vector<Recording> read_recordings(std::span<const std::string> paths,
                                                     ReadSamples samples = ReadSamples::kYes,
                                                     Progress* progress = nullptr);

}  // namespace tidemark

#include "recorder/output/recorder_leavings.hpp"

#include <fcntl.h>

#include <filesystem>

#include "common/descriptor.hpp"
#include "common/leavings.hpp"
#include "common/output_file.hpp"
#include "recorder/output/part_names.hpp"
#include "schema/writer_lock.hpp"

namespace tidemark {

void remove_recorder_leavings(const std::string& output) {
  for (const std::string& part : list_parts(output, kLockEnding)) remove_left_lock(part);
  const OutputPlace place = find_output(output);
  remove_leavings(place.directory, place.name);
  // Parts lie beside the name that was given, also where that is a link.
  const std::string parent = std::filesystem::path(output).parent_path().string();
  const Descriptor directory(open(parent.empty() ? "." : parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (directory.is_open())
    remove_leavings(directory, [&](std::string_view name) { return is_part(output, name); });
}

}  // namespace tidemark

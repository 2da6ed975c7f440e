#include "recorder/system/log.hpp"

#include "common/program.hpp"

namespace tidemark {

void log_to_stderr(std::string_view level, std::string_view message) {
  print_message(kRecorderName, level, message);
}

}  // namespace tidemark

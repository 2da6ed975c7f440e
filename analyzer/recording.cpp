#include "analyzer/recording.hpp"

namespace tidemark {

WallTime to_wall_time(std::int64_t wall_ns) { return WallTime(std::chrono::nanoseconds(wall_ns)); }

}  // namespace tidemark

#include "analyzer/lives/shared_axis.hpp"

namespace tidemark {
namespace {

std::string boot_of(const Session& session) {
  return session.boot_id ? "boot " + *session.boot_id : "session " + session.uuid;
}

}  // namespace

SharedAxis::SharedAxis(std::span<const Recording> recordings) {
  std::map<std::string, const Tick*> first_ticks;
  for (const Recording& recording : recordings) {
    for (const Session& session : recording.sessions) {
      if (session.has_wall_axis || session.first_tick == session.end_tick) continue;
      const Tick& tick = recording.ticks[session.first_tick];
      const Tick*& first = first_ticks[boot_of(session)];
      if (first == nullptr || tick.axis_ns < first->axis_ns) first = &tick;
    }
  }
  for (const auto& [boot, tick] : first_ticks) offset_ns_[boot] = tick->wall_ns - tick->axis_ns;
}

double SharedAxis::seconds(const Session& session, std::int64_t axis_ns) const {
  const auto offset = session.has_wall_axis ? offset_ns_.end() : offset_ns_.find(boot_of(session));
  return static_cast<double>(axis_ns + (offset == offset_ns_.end() ? 0 : offset->second)) * 1e-9;
}

}  // namespace tidemark

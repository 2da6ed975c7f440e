#include "analyzer/groups/tick_places.hpp"

namespace tidemark {

std::vector<TickPlace> tick_places(const WholeSession& session) {
  std::vector<TickPlace> places;
  TickPlace newest;
  for (const SessionPart& part : session.parts) {
    for (std::uint32_t tick = part.session().first_tick; tick < part.session().end_tick; ++tick) {
      const std::int64_t axis_ns = part.recording->ticks[tick].axis_ns;
      while (places.size() < session.seconds.size() && session.axis_ns(places.size()) < axis_ns)
        places.push_back(newest);
      newest = {part.recording, tick};
    }
  }
  places.resize(session.seconds.size(), newest);
  return places;
}

}  // namespace tidemark

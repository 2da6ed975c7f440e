#include "analyzer/recordings/repeated_sessions.hpp"

#include <fmt/core.h>

#include <map>
#include <utility>

namespace tidemark {

void forget_session(Recording& recording, std::uint32_t session) {
  const auto is_of_it = [&](const auto& row) { return row.session == session; };
  std::erase_if(recording.processes, is_of_it);
  std::erase_if(recording.marks, is_of_it);
  recording.sessions[session].end_tick = recording.sessions[session].first_tick;
}

std::vector<std::string> drop_repeated_sessions(std::vector<Recording>& recordings) {
  struct Place {
    std::size_t recording;
    std::uint32_t session;
  };
  const auto ticks_of = [&](const Place& place) {
    const Session& session = recordings[place.recording].sessions[place.session];
    return session.end_tick - session.first_tick;
  };
  std::vector<std::string> notes;
  std::map<std::pair<std::string, std::int64_t>, Place> places;
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    for (std::uint32_t s = 0; s < recordings[i].sessions.size(); ++s) {
      const Session& session = recordings[i].sessions[s];
      const auto [known, is_new] = places.try_emplace({session.uuid, session.part}, Place{i, s});
      if (is_new) continue;
      Place shorter{i, s};
      if (ticks_of(shorter) > ticks_of(known->second)) std::swap(shorter, known->second);
      notes.push_back(fmt::format("{}: a session of it is also in {}, and was passed over",
                                  recordings[shorter.recording].path,
                                  recordings[known->second.recording].path));
      forget_session(recordings[shorter.recording], shorter.session);
    }
  }
  return notes;
}

}  // namespace tidemark

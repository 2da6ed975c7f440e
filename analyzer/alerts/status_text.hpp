#pragma once

#include <string>

#include "analyzer/alerts/told_alerts.hpp"

namespace tidemark {

// Whether something was recorded that could be judged.
[[nodiscard]] bool has_judged(const ToldAlerts& told);

// Returns what grows, for people: the alerts, the worst first, then when each span was judged, and what to do where that was
// too long ago.
//
// now  to say how old it is
[[nodiscard]] std::string format_status(const ToldAlerts& told, WallTime now);

}  // namespace tidemark

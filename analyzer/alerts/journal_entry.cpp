#include "analyzer/alerts/journal_entry.hpp"

#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "analyzer/alerts/alert_json.hpp"
#include "analyzer/running/progress.hpp"
#include "common/descriptor.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

const char* message_id(News news) {
  switch (news) {
    case News::kNew:
      return "8f3b1c5e6a0d4f7b9c2e5d8a1b4f7036";
    case News::kWorse:
      return "b7d94e20c1f84a6e8d35f09a62c7e148";
    case News::kGone:
      return "2c60a9f7d3b54e1896afc84071be5d3a";
  }
  return "";
}

// As of syslog(3): err, warning, notice.
const char* priority(const AlertChange& change) {
  if (change.news == News::kGone) return "5";
  return change.alert.verdict == Verdict::kCritical ? "3" : "4";
}

void add_figures(const AlertFigures& figures, JournalFields& fields) {
  const auto add_number = [&](const char* name, const std::optional<double>& number) {
    if (number) fields.emplace_back(name, fmt::format("{:.0f}", *number));
  };
  fields.emplace_back("TIDEMARK_METRIC", figures.metric);
  fields.emplace_back("TIDEMARK_SLOPE_BYTES_PER_SECOND",
                      fmt::format("{:.6g}", figures.slope_bytes_per_second));
  add_number("TIDEMARK_FIRST_BYTES", figures.first_bytes);
  add_number("TIDEMARK_LAST_BYTES", figures.last_bytes);
  add_number("TIDEMARK_LIMIT_BYTES", figures.limit_bytes);
  add_number("TIDEMARK_SECONDS_TO_LIMIT", figures.seconds_to_limit);
  fields.emplace_back("TIDEMARK_SINCE", format_rfc3339(figures.since));
}

}  // namespace

JournalFields journal_fields(const AlertChange& change) {
  const Alert& alert = change.alert;
  JournalFields fields{{"MESSAGE", change_text(change)},
                       {"MESSAGE_ID", message_id(change.news)},
                       {"PRIORITY", priority(change)},
                       {"SYSLOG_IDENTIFIER", kAnalyzerName},
                       {"TIDEMARK_CHANGE", std::string(to_string(change.news))},
                       {"TIDEMARK_VERDICT", std::string(to_string(alert.verdict))},
                       {"TIDEMARK_KIND", alert.key.kind},
                       {"TIDEMARK_NAME", alert.key.name}};
  if (alert.key.kind == "process") fields.emplace_back("TIDEMARK_PROCESS", alert.key.name);
  if (!alert.lives.empty()) fields.emplace_back("TIDEMARK_PID", std::to_string(alert.lives.front().pid));
  if (!alert.command.empty()) fields.emplace_back("TIDEMARK_COMMAND", alert.command);
  if (!alert.key.host.empty()) fields.emplace_back("TIDEMARK_HOST", alert.key.host);
  if (alert.figures) add_figures(*alert.figures, fields);
  return fields;
}

std::string journal_entry(const JournalFields& fields) {
  std::string entry;
  for (const auto& [name, value] : fields) {
    if (value.find('\n') == std::string::npos) {
      entry += fmt::format("{}={}\n", name, value);
      continue;
    }
    // A value of several lines has its length before it, as 64 bits, the lowest byte first.
    entry += name + '\n';
    for (unsigned shift = 0; shift < 64; shift += 8)
      entry += static_cast<char>(static_cast<unsigned char>(std::uint64_t{value.size()} >> shift));
    entry += value + '\n';
  }
  return entry;
}

void send_to_journal(const std::string& socket_path, const std::string& entry) {
  const auto fail = [&](int error) {
    throw FileError(socket_path, "write to the journal", std::strerror(error));
  };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.size() >= sizeof address.sun_path) fail(ENAMETOOLONG);
  socket_path.copy(static_cast<char*>(address.sun_path), socket_path.size());
  const Descriptor out(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!out.is_open()) fail(errno);
  // A journal that is busy holds nothing up for ever.
  constexpr timeval kPatience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(out.number(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  if (sendto(out.number(), entry.data(), entry.size(), MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
    fail(errno);
}

}  // namespace tidemark

#pragma once

#include <sys/resource.h>

#include <boost/program_options/options_description.hpp>

#include <chrono>
#include <span>
#include <string>

#include "common/settings.hpp"
#include "recorder/session/session_recorder.hpp"

namespace tidemark {

// Returns the settings that run and exec share.
//
// default_interval  the value of that setting where none is given
// output_help       what becomes of a recording that is there
[[nodiscard]] boost::program_options::options_description recording_options(
    const std::string& default_interval, const std::string& output_help);

// Adds the settings of a recorder that runs for long: rotation, retention, CPU budget.
void add_service_options(boost::program_options::options_description& options);

// The variable in which exec leaves its command the path that marks are sent to.
inline constexpr const char* kSocketVariable = "TIDEMARK_SOCKET";

// Returns this process's environment without that variable: there another recorder listens already.
[[nodiscard]] Environment recorder_environment();

// Returns the session that the settings ask for.
//
// Throws  UserError that names the setting whose value cannot be used
[[nodiscard]] SessionSettings to_session_settings(const Settings& settings);

// Raises the soft limit of open files to the hard one, so that there is a descriptor for every process.
// Returns the limit as it was before, for what this process starts.
rlimit raise_descriptor_limit();

// Returns how many of the descriptors now allowed the sampler may keep open.
[[nodiscard]] std::size_t sampler_descriptor_budget();

}  // namespace tidemark

#pragma once

#include <memory>

#include "recorder/sampling/process_filter.hpp"
#include "recorder/sampling/sampler.hpp"
#include "recorder/system/log.hpp"

namespace tidemark {

// Returns the sampler that the settings ask for. Where the choice is left to it, and BPF is allowed and yet
// cannot be had, `log` gets the reason.
//
// Throws  UserError where BPF is asked for and cannot be had, FileError where the /proc directory cannot be
//         read
[[nodiscard]] std::unique_ptr<Sampler> make_sampler(const SamplerSettings& settings,
                                                    const FilterSettings& filter, const Log& log);

}  // namespace tidemark

#include "recorder/unwinder/process_image.hpp"

#include <elfutils/libdwelf.h>
#include <fmt/format.h>
#include <gelf.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

namespace tidemark {
namespace {

constexpr std::size_t kMostKnown = 8192;

// Programs without symbols may have them, and .debug_frame, in a file of their own (debuglink, build id); only those that
// are installed are looked for.
Dwfl_Callbacks make_callbacks() {
  static std::string directories = ":.debug:/usr/lib/debug";
  static char* path = directories.data();
  Dwfl_Callbacks callbacks = {};
  callbacks.find_elf = dwfl_build_id_find_elf;
  callbacks.find_debuginfo = dwfl_standard_find_debuginfo;
  callbacks.debuginfo_path = &path;
  return callbacks;
}

class OpenElf {
 public:
  explicit OpenElf(int file) : elf_(elf_begin(file, ELF_C_READ_MMAP, nullptr)) {}
  ~OpenElf() { elf_end(elf_); }
  OpenElf(const OpenElf&) = delete;
  OpenElf& operator=(const OpenElf&) = delete;

  [[nodiscard]] Elf* get() const { return elf_; }

 private:
  Elf* elf_;
};

struct Place {
  std::uint64_t bias;     // by how much addresses in the process lie above those in the file
  bool begins_a_segment;  // as loaders map them
};

// Returns where a mapped part of a file lies; nullopt where the file has no such segment. lld has one segment begin in the
// page of the file that the one before ends in: it is that of code which is mapped to run.
std::optional<Place> find_place(Elf* elf, const MappedModule& module) {
  std::size_t count = 0;
  if (elf_kind(elf) != ELF_K_ELF || elf_getphdrnum(elf, &count) != 0) return std::nullopt;
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  for (std::size_t i = 0; i < std::min<std::size_t>(count, 1024); ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr) continue;
    if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) continue;
    const std::uint64_t first = header.p_offset - header.p_offset % page;
    if (module.offset < first || module.offset >= header.p_offset + header.p_filesz) continue;
    const std::uint64_t address = header.p_vaddr - header.p_offset % page + (module.offset - first);
    return Place{module.start - address, module.offset == first};
  }
  return std::nullopt;
}

std::string read_build_id(Elf* elf) {
  const void* id = nullptr;
  const ssize_t length = dwelf_elf_gnu_build_id(elf, &id);
  std::string digits;
  for (const unsigned char byte : std::span(static_cast<const unsigned char*>(id),
                                            static_cast<std::size_t>(std::clamp<ssize_t>(length, 0, 32))))
    digits += fmt::format("{:02x}", byte);
  return digits;
}

pid_t only_thread(Dwfl*, void* argument, void** thread_argument) {
  if (*thread_argument != nullptr) return 0;
  *thread_argument = argument;
  return 1;
}

bool find_thread(Dwfl*, pid_t, void* argument, void** thread_argument) {
  *thread_argument = argument;
  return true;
}

}  // namespace

struct ProcessImage::Walk {
  ProcessImage& image;
  StackMessage& stack;
  std::chrono::nanoseconds now;
};

ProcessImage::ProcessImage(SymbolNames& names) : names_(names) {
  static const Dwfl_Callbacks callbacks = make_callbacks();
  dwfl_.reset(dwfl_begin(&callbacks));
}

void ProcessImage::add_module(const MappedModule& module, Descriptor file) {
  const std::uint32_t number = next_number_++;
  if (!dwfl_ || is_attached_) return;
  std::optional<Place> place;
  std::string build_id;
  if (const OpenElf elf(file.number()); elf.get() != nullptr) {
    place = find_place(elf.get(), module);
    build_id = read_build_id(elf.get());
  }
  if (!place) return;
  const Stretch& stretch = stretches_
                               .insert_or_assign(module.start, Stretch{module.start + module.length, number,
                                                                       module.path, place->bias})
                               .first->second;
  const Module* const known = find_module(stretch);
  if (known != nullptr && known->bias == place->bias) return;  // another stretch of the same
  // By its bias the rest of the file would lie over what is beside it.
  if (!place->begins_a_segment) return;
  dwfl_report_begin_add(dwfl_.get());
  const std::string name = fmt::format("{} {}", number, module.path);
  if (Dwfl_Module* reported =
          dwfl_report_elf(dwfl_.get(), name.c_str(), module.path.c_str(), file.number(), place->bias, true)) {
    static_cast<void>(file.release());
    modules_.push_back({number, module.path, place->bias, build_id, reported});
  }
  dwfl_report_end(dwfl_.get(), nullptr, nullptr);
}

const ProcessImage::Stretch* ProcessImage::find_stretch(std::uint64_t program_counter) const {
  const auto after = stretches_.upper_bound(program_counter);
  if (after == stretches_.begin()) return nullptr;
  const Stretch& before = std::prev(after)->second;
  return program_counter < before.end ? &before : nullptr;
}

// The file where it was loaded like that, otherwise as it was loaded first.
const ProcessImage::Module* ProcessImage::find_module(const Stretch& stretch) const {
  const Module* found = nullptr;
  for (const Module& module : modules_) {
    if (module.path != stretch.path) continue;
    if (module.bias == stretch.bias) return &module;
    if (found == nullptr) found = &module;
  }
  return found;
}

bool ProcessImage::attach() {
  static const Dwfl_Thread_Callbacks callbacks = {.next_thread = only_thread,
                                                  .get_thread = find_thread,
                                                  .memory_read = read_memory,
                                                  .set_initial_registers = give_registers,
                                                  .detach = nullptr,
                                                  .thread_detach = nullptr};
  if (!is_attached_ && !modules_.empty())
    is_attached_ = dwfl_attach_state(dwfl_.get(), nullptr, 1, &callbacks, this);
  return is_attached_;
}

StackMessage ProcessImage::unwind(const SampleMessage& sample, std::chrono::nanoseconds now) {
  StackMessage stack;
  stack.id = sample.id;
  sample_ = &sample;
  Walk walk{*this, stack, now};
  has_missed_memory_ = false;
  // A return address that cannot be read passes for the end of the stack.
  if (attach() && dwfl_getthread_frames(dwfl_.get(), 1, take_frame, &walk) == 0)
    stack.is_whole = !has_missed_memory_;
  sample_ = nullptr;
  if (stack.frames.empty()) stack.frames.push_back(describe(sample.program_counter, now));
  return stack;
}

int ProcessImage::take_frame(Dwfl_Frame* state, void* argument) {
  const Walk& walk = *static_cast<Walk*>(argument);
  Dwarf_Addr program_counter = 0;
  bool is_activation = false;
  if (!dwfl_frame_pc(state, &program_counter, &is_activation)) return DWARF_CB_ABORT;
  if (program_counter == 0) return DWARF_CB_OK;
  // A call may be the last instruction of its function, and the address it returns to that of another one.
  const bool is_call = !is_activation && !walk.stack.frames.empty();
  walk.stack.frames.push_back(walk.image.describe(program_counter - (is_call ? 1 : 0), walk.now));
  return walk.stack.frames.size() < kMostFrames ? DWARF_CB_OK : DWARF_CB_ABORT;
}

bool ProcessImage::give_registers(Dwfl_Thread* thread, void* argument) {
  const SampleMessage& sample = *static_cast<ProcessImage*>(argument)->sample_;
  dwfl_thread_state_register_pc(thread, sample.program_counter);
  return dwfl_thread_state_registers(thread, 0, static_cast<unsigned>(sample.registers.size()),
                                     sample.registers.data());
}

bool ProcessImage::read_memory(Dwfl*, Dwarf_Addr address, Dwarf_Word* result, void* argument) {
  ProcessImage& image = *static_cast<ProcessImage*>(argument);
  const SampleMessage& sample = *image.sample_;
  const std::uint64_t offset = address - sample.stack_pointer;  // beyond any stack where it lies below
  if (offset <= sample.stack.size() && sample.stack.size() - offset >= sizeof *result) {
    std::memcpy(result, sample.stack.data() + offset, sizeof *result);
    return true;
  }
  image.has_missed_memory_ = true;
  return false;
}

UnwoundFrame ProcessImage::describe(std::uint64_t program_counter, std::chrono::nanoseconds now) {
  if (const auto known = known_.find(program_counter); known != known_.end()) return known->second;
  const Stretch* const stretch = find_stretch(program_counter);
  if (stretch == nullptr) {
    // Such code may make place for other.
    UnwoundFrame frame;
    frame.symbol = code_map_.find(program_counter, now);
    if (frame.symbol.empty()) frame.address = program_counter;
    return frame;
  }
  if (known_.size() >= kMostKnown) known_.clear();
  return known_[program_counter] = describe_in(*stretch, program_counter);
}

UnwoundFrame ProcessImage::describe_in(const Stretch& stretch, std::uint64_t program_counter) {
  UnwoundFrame frame;
  frame.module = stretch.module;
  frame.address = program_counter - stretch.bias;
  const Module* const module = find_module(stretch);
  if (module == nullptr) return frame;
  frame.module = module->number;
  frame.build_id = module->build_id;
  frame.symbol = names_.find(module->reported, module->build_id, module->bias, *frame.address + module->bias);
  return frame;
}

}  // namespace tidemark

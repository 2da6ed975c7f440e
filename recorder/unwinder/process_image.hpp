#pragma once

#include <elfutils/libdwfl.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/descriptor.hpp"
#include "recorder/stacks/unwind_message.hpp"
#include "recorder/unwinder/code_map.hpp"
#include "recorder/unwinder/symbol_names.hpp"

namespace tidemark {

// The files that a process has mapped to run, by which its stacks are unwound: by libdwfl, from .eh_frame or .debug_frame,
// and by frame pointers where there is neither.
class ProcessImage {
 public:
  // names  outlives the image
  explicit ProcessImage(SymbolNames& names);

  // module  its file as mapped; numbered from 0 in the order of the calls. One that is no ELF file is left out. A part of
  //         a segment that was mapped anew elsewhere, as node does with its builtins, has the names of the file
  void add_module(const MappedModule& module, Descriptor file);
  void set_code_map(CodeMap map) { code_map_ = std::move(map); }

  // Returns the frames of a sample as far as they can be followed, at least that of its program counter.
  [[nodiscard]] StackMessage unwind(const SampleMessage& sample, std::chrono::nanoseconds now);

 private:
  struct End {
    void operator()(Dwfl* dwfl) const { dwfl_end(dwfl); }
  };
  struct Module {
    std::uint32_t number;
    std::string path;
    std::uint64_t bias;
    std::string build_id;
    Dwfl_Module* reported;
  };
  // What is mapped to run, by its start.
  struct Stretch {
    std::uint64_t end;
    std::uint32_t module;  // its number
    std::string path;
    std::uint64_t bias;
  };
  struct Walk;

  static int take_frame(Dwfl_Frame* state, void* argument);
  static bool give_registers(Dwfl_Thread* thread, void* argument);
  static bool read_memory(Dwfl* dwfl, Dwarf_Addr address, Dwarf_Word* result, void* argument);

  [[nodiscard]] bool attach();
  [[nodiscard]] UnwoundFrame describe(std::uint64_t program_counter, std::chrono::nanoseconds now);
  [[nodiscard]] UnwoundFrame describe_in(const Stretch& stretch, std::uint64_t program_counter);
  [[nodiscard]] const Stretch* find_stretch(std::uint64_t program_counter) const;
  [[nodiscard]] const Module* find_module(const Stretch& stretch) const;

  SymbolNames& names_;
  std::unique_ptr<Dwfl, End> dwfl_;
  std::vector<Module> modules_;
  std::map<std::uint64_t, Stretch> stretches_;
  std::uint32_t next_number_ = 0;
  bool is_attached_ = false;
  std::unordered_map<std::uint64_t, UnwoundFrame> known_;  // by program counter
  CodeMap code_map_;
  const SampleMessage* sample_ = nullptr;  // the one that is being unwound
  bool has_missed_memory_ = false;         // its stack ends before what was asked for
};

}  // namespace tidemark

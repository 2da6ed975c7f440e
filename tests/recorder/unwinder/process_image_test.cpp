#include "recorder/unwinder/process_image.hpp"

#include <elf.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "common/input_file.hpp"
#include "recorder/procfs/mappings.hpp"
#include "tests/support/files.hpp"

// Has a name in the symbol table, and a caller that its optimised code returns to.
[[gnu::noinline]] void tidemark_test_inner(ucontext_t& context, std::vector<std::byte>& stack);
[[gnu::noinline]] void tidemark_test_outer(ucontext_t& context, std::vector<std::byte>& stack);

void tidemark_test_inner(ucontext_t& context, std::vector<std::byte>& stack) {
  getcontext(&context);
#if defined(__x86_64__)
  stack.resize(2048);
  // The sanitizers take nobody's reading of a whole stack for sound but the kernel's.
  const iovec here{stack.data(), stack.size()};
  iovec there{nullptr, stack.size()};
  std::memcpy(&there.iov_base, &context.uc_mcontext.gregs[REG_RSP], sizeof there.iov_base);
  EXPECT_EQ(process_vm_readv(getpid(), &here, 1, &there, 1, 0), static_cast<ssize_t>(stack.size()));
#endif
}

void tidemark_test_outer(ucontext_t& context, std::vector<std::byte>& stack) {
  tidemark_test_inner(context, stack);
  stack.resize(stack.size() - 8);  // no tail call
}

namespace tidemark {
namespace {

#if defined(__x86_64__)

using namespace std::chrono_literals;

// This process itself stands for the one that was sampled.
class ProcessImageTest : public ::testing::Test {
 protected:
  ProcessImageTest() {
    tidemark_test_outer(context_, stack_);
    const auto& registers = context_.uc_mcontext.gregs;
    for (const int number : {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8,
                             REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP})
      sample_.registers.push_back(static_cast<std::uint64_t>(registers[number]));
    sample_.id = 5;
    sample_.program_counter = sample_.registers.back();
    sample_.stack_pointer = sample_.registers[7];
    sample_.stack = stack_;
  }

  void add_modules() {
    const ProcFiles files("/proc");
    const auto maps = files.read_file("self/maps", std::size_t{1} << 20U);
    for (const Mapping& mapping : parse_mappings(maps.value())) {
      if (!mapping.is_executable || !mapping.is_of_file()) continue;
      image_.add_module({mapping.start, mapping.end - mapping.start, mapping.offset, mapping.path},
                        Descriptor(open(mapping.path.c_str(), O_RDONLY | O_CLOEXEC)));
      paths_.push_back(mapping.path);
    }
  }
  static bool has(const UnwoundFrame& frame, std::string_view name) {
    return frame.symbol.find(name) != std::string::npos;
  }

  ucontext_t context_{};
  std::vector<std::byte> stack_;
  SampleMessage sample_;
  SymbolNames names_;
  ProcessImage image_{names_};
  std::vector<std::string> paths_;
};

TEST_F(ProcessImageTest, FollowsTheCallersByNameAndModule) {
  add_modules();
  const StackMessage stack = image_.unwind(sample_, 0s);
  EXPECT_EQ(stack.id, 5U);
  ASSERT_GE(stack.frames.size(), 3U);
  EXPECT_TRUE(has(stack.frames[0], "tidemark_test_inner")) << stack.frames[0].symbol;
  EXPECT_TRUE(has(stack.frames[1], "tidemark_test_outer")) << stack.frames[1].symbol;
  ASSERT_TRUE(stack.frames[0].module);
  EXPECT_NE(paths_.at(*stack.frames[0].module).find("recorder_unwinder_tests"), std::string::npos);
  EXPECT_TRUE(stack.frames[0].address);
  EXPECT_EQ(stack.frames[0].build_id.size() % 2, 0U);
  EXPECT_EQ(image_.unwind(sample_, 0s), stack);
}

TEST_F(ProcessImageTest, AStackThatWasCutIsNotWholeAndKeepsWhatItHas) {
  add_modules();
  sample_.stack = sample_.stack.first(0);
  const StackMessage stack = image_.unwind(sample_, 0s);
  EXPECT_FALSE(stack.is_whole);
  ASSERT_EQ(stack.frames.size(), 1U);
  EXPECT_TRUE(has(stack.frames[0], "tidemark_test_inner"));
}

// The names of one image serve the next, which has the same file at another place.
TEST_F(ProcessImageTest, NamesAreThoseOfTheFileWhereverItIsMapped) {
  add_modules();
  const StackMessage stack = image_.unwind(sample_, 0s);
  const UnwoundFrame inner = stack.frames.at(0);
  constexpr std::uint64_t kShift = 0x10000000;
  ProcessImage other(names_);
  const ProcFiles files("/proc");
  for (const Mapping& mapping : parse_mappings(files.read_file("self/maps", std::size_t{1} << 20U).value())) {
    if (!mapping.is_executable || mapping.path != paths_.at(inner.module.value())) continue;
    other.add_module({mapping.start + kShift, mapping.end - mapping.start, mapping.offset, mapping.path},
                     Descriptor(open(mapping.path.c_str(), O_RDONLY | O_CLOEXEC)));
  }
  sample_.program_counter += kShift;
  sample_.registers.back() = sample_.program_counter;
  const UnwoundFrame same = other.unwind(sample_, 0s).frames.at(0);
  EXPECT_EQ(same.symbol, inner.symbol);
  EXPECT_EQ(same.address, inner.address);
  EXPECT_EQ(same.build_id, inner.build_id);
}

// As node does with its builtins, close to the code that it makes.
TEST_F(ProcessImageTest, APartThatIsMappedElsewhereHasTheFilesNamesAndWhatIsBesideItNone) {
  add_modules();
  const UnwoundFrame inner = image_.unwind(sample_, 0s).frames.at(0);
  constexpr std::uint64_t kPage = 4096;
  constexpr std::uint64_t kElsewhere = 0x10000000000;
  const std::uint64_t page = sample_.program_counter / kPage * kPage;
  ProcessImage image(names_);
  const ProcFiles files("/proc");
  const auto mappings = parse_mappings(files.read_file("self/maps", std::size_t{1} << 20U).value());
  for (const Mapping& mapping : mappings) {
    if (!mapping.is_executable || mapping.start > page || mapping.end <= page) continue;
    const auto open_file = [&] { return Descriptor(open(mapping.path.c_str(), O_RDONLY | O_CLOEXEC)); };
    ASSERT_LT(mapping.start, page) << "it is no part of a segment";
    image.add_module({kElsewhere, kPage, mapping.offset + (page - mapping.start), mapping.path}, open_file());
    image.add_module({mapping.start, mapping.end - mapping.start, mapping.offset, mapping.path}, open_file());
  }
  sample_.stack = {};
  const auto frame_at = [&](std::uint64_t program_counter) {
    sample_.program_counter = program_counter;
    sample_.registers.back() = program_counter;
    return image.unwind(sample_, 0s).frames.at(0);
  };
  const std::uint64_t place = sample_.program_counter % kPage;
  const UnwoundFrame moved = frame_at(kElsewhere + place);
  EXPECT_EQ(moved, (UnwoundFrame{1, inner.address, inner.symbol, inner.build_id}))
      << "of the file as it was loaded";
  EXPECT_EQ(frame_at(page + place).symbol, inner.symbol);
  for (const std::uint64_t beside : {kElsewhere - 1, kElsewhere + kPage})
    EXPECT_EQ(frame_at(beside), (UnwoundFrame{{}, beside, "", ""}));
}

TEST_F(ProcessImageTest, EveryByteOfAFunctionIsNamedByIt) {
  add_modules();
  sample_.stack = {};
  const auto start = reinterpret_cast<std::uint64_t>(&tidemark_test_outer);
  for (const std::uint64_t place : {start, start + 1, start + 8}) {
    sample_.program_counter = place;
    EXPECT_TRUE(has(image_.unwind(sample_, 0s).frames.at(0), "tidemark_test_outer")) << place - start;
  }
}

TEST_F(ProcessImageTest, WithoutModulesOnlyTheAddressIsKnown) {
  const StackMessage stack = image_.unwind(sample_, 0s);
  ASSERT_EQ(stack.frames.size(), 1U);
  EXPECT_FALSE(stack.frames[0].module);
  EXPECT_EQ(stack.frames[0].address, sample_.program_counter);
}

TEST_F(ProcessImageTest, WhatIsNoElfFileIsLeftOut) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("junk");
  testing::write_bytes(path, std::string("\x7f"
                                         "ELF",
                                         4) +
                                 std::string(5000, '\xff'));
  image_.add_module({sample_.program_counter - 0x1000, 0x2000, 0, path},
                    Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC)));
  image_.add_module({sample_.program_counter - 0x1000, 0x2000, 0, "gone"}, Descriptor());
  EXPECT_EQ(image_.unwind(sample_, 0s).frames.size(), 1U);
  add_modules();
  EXPECT_GE(image_.unwind(sample_, 0s).frames.size(), 3U);
}

// As lld lays files out: a page of the file belongs to two segments, each of which has it at another address.
TEST_F(ProcessImageTest, AddressesAreThoseOfTheSegmentOfCode) {
  struct {
    Elf64_Ehdr header;
    std::array<Elf64_Phdr, 2> segments;
  } file{};
  std::memcpy(file.header.e_ident, ELFMAG, SELFMAG);
  file.header.e_ident[EI_CLASS] = ELFCLASS64;
  file.header.e_ident[EI_DATA] = ELFDATA2LSB;
  file.header.e_ident[EI_VERSION] = EV_CURRENT;
  file.header.e_version = EV_CURRENT;
  file.header.e_type = ET_DYN;
  file.header.e_machine = EM_X86_64;
  file.header.e_ehsize = sizeof file.header;
  file.header.e_phoff = sizeof file.header;
  file.header.e_phentsize = sizeof file.segments[0];
  file.header.e_phnum = static_cast<Elf64_Half>(file.segments.size());
  file.segments = {Elf64_Phdr{PT_LOAD, PF_R, 0, 0, 0, 0x1258, 0x1258, 0x1000},
                   Elf64_Phdr{PT_LOAD, PF_R | PF_X, 0x1260, 0x2260, 0x2260, 0x500, 0x500, 0x1000}};
  std::string bytes(reinterpret_cast<const char*>(&file), sizeof file);
  bytes.resize(0x1760);
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("linked-by-lld");
  testing::write_bytes(path, bytes);
  const std::uint64_t page = sample_.program_counter & ~std::uint64_t{0xFFF};
  image_.add_module({page, 0x1000, 0x1000, path}, Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC)));
  sample_.program_counter = page + 0x300;
  sample_.registers.back() = sample_.program_counter;
  EXPECT_EQ(image_.unwind(sample_, 0s).frames.at(0), (UnwoundFrame{0, 0x2300, "", ""}));
}

TEST_F(ProcessImageTest, CodeMadeAtRunTimeIsNamedByItsMap) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("perf-1.map");
  testing::write_bytes(path, "7f0000001000 100 LazyCompile:*run\n");
  image_.set_code_map(CodeMap(Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC))));
  sample_.program_counter = 0x7F0000001010;
  sample_.registers.back() = sample_.program_counter;
  const StackMessage stack = image_.unwind(sample_, 1s);
  EXPECT_EQ(stack.frames.at(0), (UnwoundFrame{{}, {}, "LazyCompile:*run", ""}));
}

#endif

}  // namespace
}  // namespace tidemark

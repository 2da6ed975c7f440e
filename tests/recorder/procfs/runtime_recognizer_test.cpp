#include "recorder/procfs/runtime_recognizer.hpp"

#include <elf.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

using namespace testing;

template <typename Structure>
void append(const Structure& structure, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(&structure), sizeof structure);
}

std::string note_of(const std::string& owner) {
  std::string bytes;
  append(Elf64_Nhdr{.n_namesz = static_cast<Elf64_Word>(owner.size()), .n_descsz = 5, .n_type = 4}, bytes);
  bytes += owner + std::string((4 - owner.size() % 4) % 4, '\0') + "build" + std::string(3, '\0');
  return bytes;
}

// A program that has these notes, at `note_offset`.
template <typename Header = Elf64_Ehdr, typename Segment = Elf64_Phdr>
std::string elf_file(const std::string& notes, std::size_t note_offset = 512) {
  Header header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = sizeof(Header) == sizeof(Elf64_Ehdr) ? ELFCLASS64 : ELFCLASS32;
  header.e_ident[EI_DATA] = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  header.e_phoff = sizeof header;
  header.e_phnum = 2;
  Segment load{}, note{};
  load.p_type = PT_LOAD;
  note.p_type = PT_NOTE;
  note.p_offset = static_cast<decltype(note.p_offset)>(note_offset);
  note.p_filesz = static_cast<decltype(note.p_filesz)>(notes.size());
  std::string bytes;
  append(header, bytes);
  append(load, bytes);
  append(note, bytes);
  bytes.resize(note_offset, '\0');
  return bytes + notes;
}

const std::string kGoNote = note_of(std::string("Go\0\0", 4));
const std::string kGnuNote = note_of(std::string("GNU\0", 4));

class RuntimeRecognizerTest : public ::testing::Test {
 protected:
  // Returns what a process is taken for at its first sight, "-" where for nothing.
  std::string first_sight(const FakeProcess& process) {
    proc_.put(process);
    const auto facts = read_process(files_, process.pid, CommandLinePolicy::kFull);
    const Runtime runtime = recognizer_.at_first_sight(process.pid, facts->image);
    return runtime == Runtime::kUnknown ? "-" : std::string(to_string(runtime));
  }
  std::string first_sight_of(const std::string& exe, pid_t pid) {
    FakeProcess process;
    process.pid = pid;
    process.exe = exe;
    return first_sight(process);
  }

  FakeProc proc_;
  const ProcFiles files_{proc_.root()};
  RuntimeRecognizer recognizer_{files_};
};

TEST_F(RuntimeRecognizerTest, InterpretersAreKnownByName) {
  EXPECT_EQ(first_sight_of("python3.11", 100), "python");
  EXPECT_EQ(first_sight_of("java", 101), "jvm");
  EXPECT_EQ(first_sight_of("node", 102), "node");
  EXPECT_EQ(first_sight_of("dotnet", 103), "dotnet");
}

TEST_F(RuntimeRecognizerTest, ProgramsAreKnownByTheirNotes) {
  proc_.put_program("a", elf_file(kGnuNote));
  proc_.put_program("b", elf_file(kGnuNote + kGoNote));
  proc_.put_program("c", elf_file(kGoNote, 9000));
  proc_.put_program("d", elf_file<Elf32_Ehdr, Elf32_Phdr>(kGoNote));
  proc_.put_program("e", "#!/bin/sh\n");
  EXPECT_EQ(first_sight_of("a", 100), "native");
  EXPECT_EQ(first_sight_of("b", 101), "go");
  EXPECT_EQ(first_sight_of("c", 102), "go");
  EXPECT_EQ(first_sight_of("d", 103), "go");
  EXPECT_EQ(first_sight_of("e", 104), "-");
}

TEST_F(RuntimeRecognizerTest, DamagedProgramsAreReadNoFurtherThanTheyGo) {
  const std::string whole = elf_file(kGnuNote + kGoNote);
  const std::size_t name_end = whole.rfind("Go") + 4;
  pid_t pid = 100;
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    const std::string name = "cut" + std::to_string(size);
    proc_.put_program(name, whole.substr(0, size));
    const std::string found = first_sight_of(name, ++pid);
    EXPECT_EQ(found, size < EI_NIDENT ? "-" : size < name_end ? "native" : "go") << size;
  }
  std::string lying = whole;
  Elf64_Nhdr huge{.n_namesz = 0xFFFFFFFF, .n_descsz = 0xFFFFFFFF, .n_type = 4};
  std::memcpy(lying.data() + 512, &huge, sizeof huge);
  proc_.put_program("lying", lying);
  EXPECT_EQ(first_sight_of("lying", 99), "native");
}

TEST_F(RuntimeRecognizerTest, WhereTheProgramMayNotBeSeenItsCommandLineTells) {
  FakeProcess process;
  process.exe.reset();
  process.command_line = std::string("/usr/bin/python3\0server.py\0", 27);
  EXPECT_EQ(first_sight(process), "python");
  process = FakeProcess();
  process.pid = 101;
  process.exe.reset();
  EXPECT_EQ(first_sight(process), "-");
}

TEST(RuntimeOfMappings, WhatHoldsTheOthersComesFirst) {
  EXPECT_EQ(runtime_of_mappings("... /usr/lib/libjemalloc.so.2\n... /opt/libjvm.so\n"), Runtime::kJvm);
  EXPECT_EQ(runtime_of_mappings("... /usr/lib/libjemalloc.so.2\n"), Runtime::kNativeJemalloc);
  EXPECT_EQ(runtime_of_mappings("... /usr/lib/libtcmalloc_minimal.so.4\n"), Runtime::kNativeTcmalloc);
  EXPECT_EQ(runtime_of_mappings("... /usr/lib/libpython3.11.so.1.0\n"), Runtime::kPython);
  EXPECT_EQ(runtime_of_mappings("... /usr/lib/libc.so.6\n"), Runtime::kUnknown);
}

TEST(LaterLooks, AreSevenFurtherAndFurtherApart) {
  LaterLooks looks;
  std::vector<int> taken;
  for (int turn = 1; turn <= 1000; ++turn) {
    if (looks.take()) taken.push_back(turn);
  }
  EXPECT_EQ(taken, (std::vector<int>{1, 2, 4, 8, 16, 32, 64}));
}

}  // namespace
}  // namespace tidemark

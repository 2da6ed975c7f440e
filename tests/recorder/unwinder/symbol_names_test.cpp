#include "recorder/unwinder/symbol_names.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>

#include "recorder/stacks/unwind_message.hpp"

// Symbols as compilers and assemblers make them; nobody runs what lies there.
asm(R"(
  .pushsection .text
  .balign 16
  .skip 16
  .type tidemark_test_whole, %function
tidemark_test_whole:
  .skip 32
  .type tidemark_test_table, %object
tidemark_test_table:
  .skip 16
  .size tidemark_test_table, 16
  .skip 16
  .size tidemark_test_whole, 64

  .type tidemark_test_unsized, %function
tidemark_test_unsized:
  .skip 16
tidemark_test_label:
  .type tidemark_test_sized, %function
tidemark_test_sized:
  .skip 16
  .size tidemark_test_sized, 16
tidemark_test_gap = .
  .type tidemark_test_gap, %object
  .skip 16

  .type tidemark_test_outer_of_15, %function
tidemark_test_outer_of_15:
  .skip 1
  .irp number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  .type tidemark_test_inner_\number, %function
tidemark_test_inner_\number:
  .skip 1
  .size tidemark_test_inner_\number, 1
  .endr
  .skip 1
  .size tidemark_test_outer_of_15, 17

  .type tidemark_test_outer_of_16, %function
tidemark_test_outer_of_16:
  .skip 1
  .irp number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
  .type tidemark_test_other_\number, %function
tidemark_test_other_\number:
  .skip 1
  .size tidemark_test_other_\number, 1
  .endr
  .skip 1
  .size tidemark_test_outer_of_16, 18
  .balign 16
  .popsection
)");
extern "C" {
void tidemark_test_whole();
void tidemark_test_unsized();
void tidemark_test_sized();
void tidemark_test_gap();
void tidemark_test_outer_of_15();
void tidemark_test_outer_of_16();
}

namespace tidemark {
namespace {

// This process's own files.
class SymbolNamesTest : public ::testing::Test {
 protected:
  SymbolNamesTest() {
    static constexpr Dwfl_Callbacks kCallbacks = {.find_elf = dwfl_linux_proc_find_elf,
                                                  .find_debuginfo = dwfl_standard_find_debuginfo,
                                                  .section_address = nullptr,
                                                  .debuginfo_path = nullptr};
    dwfl_.reset(dwfl_begin(&kCallbacks));
    EXPECT_EQ(dwfl_linux_proc_report(dwfl_.get(), getpid()), 0);
    dwfl_report_end(dwfl_.get(), nullptr, nullptr);
  }
  [[nodiscard]] std::string find(void (*place)(), std::size_t offset, const std::string& build_id) {
    const auto address = reinterpret_cast<std::uint64_t>(place) + offset;
    Dwfl_Module* const module = dwfl_addrmodule(dwfl_.get(), address);
    GElf_Addr bias = 0;
    EXPECT_NE(dwfl_module_getelf(module, &bias), nullptr);
    return names_.find(module, build_id, bias, address);
  }

  struct End {
    void operator()(Dwfl* dwfl) const { dwfl_end(dwfl); }
  };
  std::unique_ptr<Dwfl, End> dwfl_;
  SymbolNames names_;
};

TEST_F(SymbolNamesTest, EveryByteOfAFunctionIsNamedByIt) {
  for (const char* build_id : {"ab12", ""}) {
    for (const std::size_t offset : {0U, 1U, 31U, 48U, 63U})
      EXPECT_EQ(find(tidemark_test_whole, offset, build_id), "tidemark_test_whole") << offset;
  }
}

TEST_F(SymbolNamesTest, DataWithinAFunctionDoesNotNameIt) {
  for (const std::size_t offset : {32U, 40U, 47U})
    EXPECT_EQ(find(tidemark_test_whole, offset, "ab12"), "tidemark_test_whole");
}

TEST_F(SymbolNamesTest, WhatHasNoSizeGoesOnToTheNext) {
  EXPECT_EQ(find(tidemark_test_unsized, 0, "ab12"), "tidemark_test_unsized");
  EXPECT_EQ(find(tidemark_test_unsized, 15, "ab12"), "tidemark_test_unsized");
}

TEST_F(SymbolNamesTest, OfTwoAtOnePlaceTheOneWithASizeIsTaken) {
  EXPECT_EQ(find(tidemark_test_sized, 0, "ab12"), "tidemark_test_sized");
  EXPECT_EQ(find(tidemark_test_sized, 15, "ab12"), "tidemark_test_sized");
}

TEST_F(SymbolNamesTest, BehindAFunctionThereIsNone) {
  EXPECT_EQ(find(tidemark_test_gap, 0, "ab12"), "");
  EXPECT_EQ(find(tidemark_test_gap, 15, "ab12"), "");
}

TEST_F(SymbolNamesTest, AFunctionLiesWithinFewOthers) {
  EXPECT_EQ(find(tidemark_test_outer_of_15, 16, "ab12"), "tidemark_test_outer_of_15");
  EXPECT_EQ(find(tidemark_test_outer_of_16, 17, "ab12"), "") << "more are not looked at";
  EXPECT_EQ(find(tidemark_test_outer_of_16, 16, "ab12"), "tidemark_test_other_16");
}

TEST_F(SymbolNamesTest, BeforeTheFirstSymbolThereIsNone) {
  Dwfl_Module* const module =
      dwfl_addrmodule(dwfl_.get(), reinterpret_cast<std::uint64_t>(&tidemark_test_whole));
  GElf_Addr bias = 0;
  ASSERT_NE(dwfl_module_getelf(module, &bias), nullptr);
  EXPECT_EQ(
      names_.find(module, "ab12", bias + (std::uint64_t{1} << 40U), bias + (std::uint64_t{1} << 40U) + 1),
      "");
}

TEST_F(SymbolNamesTest, WhatWasFoundOfAFileServesWhereverItIsMapped) {
  const auto address = reinterpret_cast<std::uint64_t>(&tidemark_test_whole);
  Dwfl_Module* const module = dwfl_addrmodule(dwfl_.get(), address);
  GElf_Addr bias = 0;
  ASSERT_NE(dwfl_module_getelf(module, &bias), nullptr);
  EXPECT_EQ(names_.find(module, "ab12", bias, address), "tidemark_test_whole");
  EXPECT_EQ(names_.find(nullptr, "ab12", bias + 0x1000, address + 0x1000), "tidemark_test_whole")
      << "it is not even looked at again";
}

TEST_F(SymbolNamesTest, EachOfManyFilesHasItsOwn) {
  for (std::size_t round = 0; round < 2; ++round) {
    for (const char* build_id : {"01", "02", "03", "04", "05", "06"}) {
      EXPECT_EQ(find(tidemark_test_whole, round, build_id), "tidemark_test_whole") << build_id;
      EXPECT_EQ(find(tidemark_test_sized, round, build_id), "tidemark_test_sized") << build_id;
    }
  }
  EXPECT_NE(find(reinterpret_cast<void (*)()>(&getpid), 0, "07"), "");
}

}  // namespace
}  // namespace tidemark

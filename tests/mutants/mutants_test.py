#!/usr/bin/env python3
"""Tries the mutants on sources made up for it, and once for real, on a project of one function and its test."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True  # nothing beside the sources
from mutations import mutate, mutations_of, pick

HERE = pathlib.Path(__file__).resolve().parent


def mutated(line, source=None):
    """What the mutations of one line make of it."""
    return {mutation.mutated.strip() for mutation in mutations_of("a.cpp", source or f"{line}\n") if mutation.line == line}


class TheMutations(unittest.TestCase):
    def test_operators_and_constants_are_changed(self):
        self.assertEqual(mutated("return a < 10 && b;"), {"return a <= 10 && b;", "return a < 11 && b;", "return a < 9 && b;",
                                                          "return a < 10 || b;"})
        self.assertEqual(mutated("return std::min(a, 0.5 * b);"), {"return std::max(a, 0.5 * b);", "return std::min(a, 1.0 * b);",
                                                                   "return std::min(a, 0.0 * b);", "return std::min(a, 0.5 / b);"})

    def test_a_check_never_holds_and_a_not_is_dropped(self):
        self.assertEqual(mutated("if (!is_found(a)) return;"), {"if (is_found(a)) return;", "if (false) return;"})

    def test_a_statement_is_dropped_where_it_stands_alone(self):
        self.assertEqual(mutated("  left.push_back(one);"), {";"})
        self.assertEqual(mutated("  total += one;"), {";", "total -= one;"})
        self.assertEqual(mutated("      left(one);", "const auto a =\n      left(one);\n"), set())
        self.assertEqual(mutated("  const auto left = take(one);"), set())
        self.assertEqual(mutated("  return take(one);"), set())

    def test_what_is_no_code_is_left_alone(self):
        for line in ("// a < 1", "#if A < 1", 'f = "a < 1" ", 2"', "static_assert(kMost > 10);", "std::vector<int> a;", "int a = 0;",
                     "f = 'a'", "{1, 2, 3, 4, 5}", "template <int n = 1>", "x->y", "a1 = b2"):
            self.assertFalse([one for one in mutated(line) if one != ";"], line)

    def test_every_mutation_changes_its_line_alone(self):
        source = (HERE.parents[1] / "schema" / "recording_file.cpp").read_text()
        found = mutations_of("schema/recording_file.cpp", source)
        self.assertGreater(len(found), 50)
        self.assertEqual(len({mutation.key for mutation in found}), len(found))
        for mutation in found:
            changed = [pair for pair in zip(source.split("\n"), mutate(source, mutation).split("\n")) if pair[0] != pair[1]]
            self.assertEqual(changed, [(mutation.line, mutation.mutated)])


class TheChoice(unittest.TestCase):
    every = [one for file, lines in (("a.cpp", 60), ("b.cpp", 20), ("c.cpp", 1))
             for one in mutations_of(file, "".join(f"a = b{i} && c;\n" for i in range(lines)))]

    def test_is_the_same_for_the_same_seed(self):
        self.assertEqual(pick(self.every, 10, 1), pick(list(reversed(self.every)), 10, 1))
        self.assertNotEqual(pick(self.every, 10, 1), pick(self.every, 10, 2))

    def test_each_file_has_one_and_of_the_rest_its_share(self):
        picked = [one.file[0] for one in pick(self.every, 40, 1)]
        self.assertTrue(27 <= picked.count("a") <= 31 and picked.count("b") >= 9 and picked.count("c") >= 1, picked)
        self.assertEqual({one.file[0] for one in pick(self.every, 3, 1)}, {"a", "b", "c"})

    def test_hardly_moves_when_something_is_added(self):
        added = self.every + mutations_of("b.cpp", "d = e && f;\n")
        self.assertLessEqual(len(set(pick(self.every, 30, 1)) ^ set(pick(added, 30, 1))), 4)


class TheRun(unittest.TestCase):
    """A function whose test looks at one of its three bounds and never at the last of its values."""
    files = {"CMakeLists.txt": "cmake_minimum_required(VERSION 3.22)\nproject(toy LANGUAGES CXX)\n"
                               "function(tidemark_add_tests name)\n  add_executable(${name} toy_test.cpp ${PROJECT_SOURCE_DIR}/schema/toy.cpp)\n"
                               "endfunction()\nadd_subdirectory(tests/schema)\n",
             "schema/toy.cpp": "int cut(int a) {\n  if (a > 100) return 7;\n  while (a > 50) a -= 50;\n  return a;\n}\n",
             "tests/schema/CMakeLists.txt": "tidemark_add_tests(toy_tests)\n",
             "tests/schema/toy_test.cpp": "int cut(int);\nint main() { return cut(100) == 50 && cut(101) == 7 && cut(3) == 3 ? 0 : 1; }\n",
             ".gitignore": "/build/\n"}

    def run_in(self, root):
        done = subprocess.run([sys.executable, HERE / "run_mutants.py", "--root", root], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_survivors_are_told_accepted_and_tried_again_once_a_test_changed(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            for name, text in self.files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            subprocess.run(["git", "init", "-q", root], check=True)
            status, output = self.run_in(root)
            self.assertEqual(status, 1, output)
            self.assertIn("1 survived", output)
            self.assertIn("+ while (a > 51) a -= 50;", output)
            results = root / "build" / "mutants" / "results.jsonl"
            before = [json.loads(line) for line in results.read_text().splitlines()]
            # A loop that never ends is cut off by time, or by the compiler, which may take it for one that ends.
            self.assertEqual({result["outcome"] for result in before} - {"timed out"}, {"killed", "survived"})
            self.run_in(root)
            self.assertEqual(len(results.read_text().splitlines()), len(before), "what is known is not tried again")
            survivors = root / "tests" / "mutants" / "survivors.txt"
            survivors.parent.mkdir()
            survivors.write_text("schema/toy.cpp\nwhile (a > 50) a -= 50;\nwhile (a > 51) a -= 50;\nWhy not.\n")
            status, output = self.run_in(root)
            self.assertEqual(status, 0, output)
            self.assertIn("which is accepted: Why not.", output)
            test = root / "tests" / "schema" / "toy_test.cpp"
            test.write_text(test.read_text().replace("cut(3)", "cut(51) == 1 && cut(3)"))
            status, output = self.run_in(root)
            self.assertIn("survivors.txt is stale, a test kills it", output)
            self.assertEqual(len(results.read_text().splitlines()), len(before) + 1)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""Holds the folders to their order: the data flows one way, and nothing points back.

The order is that of the add_subdirectory() lines in a program's CMakeLists.txt; a sub-folder stands where its line is, before
the rest of its folder. A file may include the headers of its own folder, of those named before it, of common/ and of schema/.
"""
import os
import pathlib
import re
import sys
import tempfile
import unittest

PROGRAMS = ("recorder", "analyzer")
SHARED = ("common", "schema")  # in the order in which they may include each other
MOST_UNITS = 20  # a header and its source, in one folder
PAGE_LINES = range(5, 41)
SOURCE = re.compile(r"\.(cpp|hpp|h|c)$")


def subdirectories(folder):
    """The sub-folders that a folder's CMakeLists.txt adds, in order."""
    script = folder / "CMakeLists.txt"
    if not script.exists():
        return []
    return re.findall(r"^\s*add_subdirectory\((\w+)\)", script.read_text(), re.MULTILINE)


def folders_in_order(root, folder):
    """`folder` and all below it with code, in the order of the pipeline, as paths from `root`."""
    found = []
    for name in subdirectories(root / folder):
        found += folders_in_order(root, folder / name)
    return found + [folder]


def order_of(root):
    """For each folder its rank within its program, and the program itself."""
    ranks = {}
    for program in SHARED + PROGRAMS:
        for rank, folder in enumerate(folders_in_order(root, pathlib.Path(program))):
            ranks[str(folder)] = (program, rank)
    return ranks


def folder_of(path, ranks):
    """The folder that a file belongs to: bpf/ of sampling/, say, is a part of it."""
    folder = path.parent
    while str(folder) not in ranks and folder != folder.parent:
        folder = folder.parent
    return str(folder)


def includes_of(text):
    return re.findall(r'^\s*#\s*include\s+["<]([^">]+)[">]', text, re.MULTILINE)


def may_include(user, used, ranks):
    user_program, user_rank = ranks[user]
    used_program, used_rank = ranks[used]
    if user_program == used_program:
        return used_rank <= user_rank
    return used_program in SHARED and (user_program not in SHARED or SHARED.index(used_program) < SHARED.index(user_program))


def sources(root):
    for program in SHARED + PROGRAMS:
        for path in sorted((root / program).rglob("*")):
            if SOURCE.search(path.name) and "node_modules" not in path.parts:
                yield path.relative_to(root)


def faults(root):
    """Every include that the order forbids, a line each."""
    ranks = order_of(root)
    found = []
    for path in sources(root):
        for include in includes_of((root / path).read_text()):
            beside = root / path.parent / include
            target = pathlib.Path(include)
            if not (root / target).exists() and beside.exists():
                target = pathlib.Path(os.path.relpath(beside.resolve(), root.resolve()))
            if target.parts[0] not in SHARED + PROGRAMS + ("tests",):
                continue
            used = folder_of(target, ranks)
            if used not in ranks or not may_include(folder_of(path, ranks), used, ranks):
                found.append(f"{path} includes {include}")
    return found


def units_of(folder):
    return {path.stem for path in folder.iterdir() if SOURCE.search(path.name)}


class TheTree(unittest.TestCase):
    root = pathlib.Path(__file__).resolve().parents[2]

    def test_no_include_points_back(self):
        self.assertEqual(faults(self.root), [])

    def test_every_folder_with_code_is_in_the_order(self):
        ranks = order_of(self.root)
        for program in PROGRAMS:
            for path in sources(self.root):
                if path.parts[0] == program:
                    self.assertIn(folder_of(path, ranks), ranks, path)
                    outside = [part for part in path.parent.parts if part == "bpf"]
                    self.assertTrue(outside or str(path.parent) in ranks, f"{path}: its folder is not added")

    def test_a_program_is_its_folders_and_its_main_file(self):
        for program in PROGRAMS:
            self.assertEqual(units_of(self.root / program), {"main"})

    def test_no_folder_is_a_heap(self):
        for folder in order_of(self.root):
            self.assertLessEqual(len(units_of(self.root / folder)), MOST_UNITS, folder)

    def test_every_folder_has_its_page(self):
        folders = {self.root / folder for folder in order_of(self.root)}
        for top in ("tests", "deploy"):
            folders.add(self.root / top)
            folders |= {path for path in (self.root / top).iterdir() if path.is_dir() and path.name not in ("__pycache__", "node_modules")}
        for folder in sorted(folders):
            page = folder / "README.md"
            self.assertTrue(page.exists(), f"{folder} has no README.md")
            if folder.name in PROGRAMS and folder.parent == self.root:
                continue  # the pictures of the whole
            self.assertIn(len(page.read_text().splitlines()), PAGE_LINES, page)

    def test_the_picture_names_every_folder(self):
        for program in PROGRAMS:
            picture = (self.root / program / "README.md").read_text()
            for folder in folders_in_order(self.root, pathlib.Path(program))[:-1]:
                self.assertRegex(picture, rf"\b{re.escape(folder.name)}/", f"{program}/README.md does not show {folder}")


class TheCheck(unittest.TestCase):
    """Trees made up with one fault each: what the check is for, it finds."""

    def make(self, files):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        root = pathlib.Path(directory.name)
        scripts = {"analyzer/CMakeLists.txt": "add_subdirectory(early)\nadd_subdirectory(late)\n",
                   "analyzer/late/CMakeLists.txt": "add_subdirectory(inner)\n",
                   "analyzer/early/CMakeLists.txt": "", "analyzer/late/inner/CMakeLists.txt": "", "recorder/CMakeLists.txt": ""}
        known = {"common/a.hpp": "", "schema/s.hpp": "", "recorder/r.hpp": "", "analyzer/early/e.hpp": "", "analyzer/late/l.hpp": "",
                 "analyzer/late/inner/i.hpp": ""}
        for name, text in {**scripts, **known, **files}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return root

    def expect(self, file, include, is_fault):
        with self.subTest(file=file, include=include):
            self.assertEqual(bool(faults(self.make({file: f'#include {include}\n'}))), is_fault)

    def test_what_comes_later_is_a_fault(self):
        self.expect("analyzer/early/x.cpp", '"analyzer/late/l.hpp"', True)
        self.expect("analyzer/early/x.hpp", '"analyzer/late/l.hpp"', True)
        self.expect("analyzer/early/x.hpp", '<analyzer/late/l.hpp>', True)
        self.expect("analyzer/early/x.hpp", '"../late/l.hpp"', True)
        self.expect("analyzer/late/inner/x.cpp", '"analyzer/late/l.hpp"', True)

    def test_the_other_program_is_a_fault(self):
        self.expect("analyzer/early/x.cpp", '"recorder/r.hpp"', True)
        self.expect("common/x.cpp", '"schema/s.hpp"', True)
        self.expect("schema/x.cpp", '"analyzer/early/e.hpp"', True)

    def test_what_comes_before_is_none(self):
        self.expect("analyzer/late/x.cpp", '"analyzer/early/e.hpp"', False)
        self.expect("analyzer/late/x.cpp", '"analyzer/late/inner/i.hpp"', False)
        self.expect("analyzer/late/inner/x.cpp", '"analyzer/early/e.hpp"', False)
        self.expect("analyzer/early/x.cpp", '"schema/s.hpp"', False)
        self.expect("schema/x.cpp", '"common/a.hpp"', False)
        self.expect("analyzer/early/x.cpp", "<vector>", False)


if __name__ == "__main__":
    sys.exit(unittest.main())

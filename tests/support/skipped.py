"""Prints which tests of ctest's JUnit file were skipped, and why, one line each.

Usage: skipped.py FILE
"""

import re
import sys
import textwrap
import xml.etree.ElementTree


def reason_of(output):
    """Returns what a test said of its skipping: GoogleTest's line below "Skipped", or what follows "skipped: "."""
    found = re.search(r": Skipped\n(.+)", output) or re.search(r"(?i)\bskipped: *(.+)", output)
    return found.group(1).strip() if found else "it does not say why"


for case in xml.etree.ElementTree.parse(sys.argv[1]).getroot().iter("testcase"):
    if case.find("skipped") is not None:
        line = f"skipped: {case.get('name')}: {reason_of(case.findtext('system-out') or '')}"
        print(textwrap.fill(line, 100, subsequent_indent="  "))

"""Holds the analyzer's report against what a run accepts: does it fail, and what is there to say."""

import re

from tidemark.marks import MOST_NAME_BYTES, shorten
from tidemark.memory import format_size, parse_size

VERDICTS = ("suspect", "leak", "critical", "never")  # never is above all
SETUP, TEARDOWN = " (setup)", " (teardown)"
KEPT_HEADING = "Kept after each run of a test"
MOST_TEXT_BLOCKS = 6
MOST_NAMES_BYTES = 3000  # of one rule: the analyzer takes patterns of 4096


def mark_name(nodeid):
    """Returns the name of a test's call, as bytes; the other phases' names go on from it."""
    return shorten(nodeid, MOST_NAME_BYTES - len(TEARDOWN))


def reported_name(nodeid):
    """Returns the name as a report has it, where a backslash is doubled."""
    return mark_name(nodeid).decode().replace("\\", "\\\\")


def without_phase(name):
    return name.removesuffix(SETUP).removesuffix(TEARDOWN)


def without_parameters(name):
    return name.partition("[")[0]


def rank(verdict):
    return VERDICTS.index(verdict) if verdict in VERDICTS else -1


class Terms:
    """What markers say of tests: which growth is accepted, and how much a test may keep."""

    def __init__(self):
        self._by_name = {}

    def add(self, nodeid, terms):
        name = reported_name(nodeid)
        self._by_name[name] = self._by_name[without_parameters(name)] = terms

    def of(self, test):
        """Returns those of a test by its name in a report, which may stand for a phase, or for all parameters."""
        return self._by_name.get(without_phase(test), {})

    def have_limits(self):
        return any("max_kept" in stated for stated in self._by_name.values())

    def suppressions(self):
        """Returns the analyzer's file of suppressions that accepts what markers accept; empty where they accept nothing."""
        by_reason = {}
        for name, stated in self._by_name.items():
            if "accept" in stated and name == without_parameters(name):
                by_reason.setdefault(" ".join(str(stated["accept"]).split()), []).append(re.escape(name))
        rules = [(reason, part) for reason, names in by_reason.items() for part in parts_of(names)]
        return "".join(rf"""[accepted by marker {number}]
test = ^({'|'.join(part)})(\[.*\])?( \((setup|teardown)\))?$
reason = {reason}

""" for number, (reason, part) in enumerate(rules, 1))


def parts_of(names):
    """Returns the names in lists that are short enough for one pattern."""
    parts, size = [[]], 0
    for name in names:
        size += len(name.encode()) + 1
        if parts[-1] and size > MOST_NAMES_BYTES:
            parts.append([])
            size = len(name.encode()) + 1
        parts[-1].append(name)
    return parts


def alerts(report, fail_on):
    """Returns the processes and groups that are as bad as that."""
    return [judged for judged in report.get("processes", []) + report.get("groups", []) if rank(judged["verdict"]) >= rank(fail_on)]


def kept_each(row):
    """Returns the bytes that one run of a test kept."""
    each = row.get("kept_each_bytes")
    return row.get("kept_bytes", 0) / max(1, row.get("runs", 1)) if each is None else each


def lines_of_tests(report, terms):
    """Returns a line for each test that keeps more than it may, and what else is to be said of the terms."""
    too_much, accepted = [], {}
    for row in report.get("tests", []):
        stated = terms.of(row["test"])
        if "max_kept" in stated and kept_each(row) > parse_size(stated["max_kept"]):
            too_much.append(f"{row['test']} keeps {format_size(kept_each(row))} each time, more than its {stated['max_kept']}")
    for judged in report.get("processes", []) + report.get("groups", []):
        for finding in judged["findings"]:
            for test in finding["tests"] if finding["suppressed"] else []:
                if "accept" in terms.of(test):
                    accepted[without_phase(test)] = terms.of(test)["accept"]
    remarks = [f"accepted: {test} ({reason})" for test, reason in accepted.items()]
    if terms.have_limits() and report.get("verdict") == "insufficient":
        remarks.append("nothing could be judged: max_kept has held no test to its limit")
    return too_much, remarks


def plain_sentences(text):
    """Returns of a text report how it stands, what grows and what tests keep, without the advice and what stands at the end."""
    blocks = [block.splitlines() for block in text.strip().split("\n\n")]
    told = [block for block in blocks[1:] if block and block[0].split(" ", 1)[0] in VERDICTS]
    lines = list(blocks[0])
    for block in told[:MOST_TEXT_BLOCKS]:
        advice = next((i for i, line in enumerate(block) if line.lstrip().startswith("next:")), len(block))
        lines += ["", *block[:advice]]
    if len(told) > MOST_TEXT_BLOCKS:
        lines += ["", f"{len(told) - MOST_TEXT_BLOCKS} more are on the page."]
    for block in blocks[1:]:
        if block and block[0].startswith(KEPT_HEADING):
            lines += ["", *block]
    return lines

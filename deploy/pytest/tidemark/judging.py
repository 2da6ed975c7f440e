"""Holds the analyzer's report against what a run accepts: does it fail, and what is there to say."""

from tidemark.marks import MOST_NAME_BYTES, shorten
from tidemark.memory import format_size, parse_size

VERDICTS = ("suspect", "leak", "critical", "never")  # never is above all
SETUP, TEARDOWN = " (setup)", " (teardown)"
KEPT_HEADING = "Kept after each run of a test"
MOST_TEXT_BLOCKS = 6


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

    def accept(self, finding):
        """Returns whether all tests that growth came with are accepted."""
        tests = finding.get("tests", [])
        return bool(tests) and all("accept" in self.of(test) for test in tests)


def alerts(report, fail_on, terms):
    """Returns the processes and groups that are as bad as that, without those whose growth is accepted as a whole."""
    least = rank(fail_on)
    found = []
    for judged in report.get("processes", []) + report.get("groups", []):
        if rank(judged["verdict"]) < least:
            continue
        findings = [finding for finding in judged["findings"] if rank(finding["verdict"]) >= least and not finding["suppressed"]]
        if not findings or not all(terms.accept(finding) for finding in findings):
            found.append(judged)
    return found


def kept_each(row):
    """Returns the bytes that one run of a test kept."""
    each = row.get("kept_each_bytes")
    return row.get("kept_bytes", 0) / max(1, row.get("runs", 1)) if each is None else each


def lines_of_tests(report, terms):
    """Returns a line for each test that keeps more than it may, and one for each whose growth is accepted."""
    too_much, accepted = [], {}
    for row in report.get("tests", []):
        stated = terms.of(row["test"])
        if "max_kept" in stated and kept_each(row) > parse_size(stated["max_kept"]):
            too_much.append(f"{row['test']} keeps {format_size(kept_each(row))} each time, more than its {stated['max_kept']}")
    for judged in report.get("processes", []) + report.get("groups", []):
        for finding in judged["findings"]:
            if terms.accept(finding) and rank(finding["verdict"]) >= 0:
                accepted |= {without_phase(test): terms.of(test)["accept"] for test in finding["tests"]}
    return too_much, [f"accepted: {test} ({reason})" for test, reason in accepted.items()]


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

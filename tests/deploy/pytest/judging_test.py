"""What a report becomes: which verdicts fail a run, what markers accept, and what is printed."""

import pytest


@pytest.fixture
def judging():
    import tidemark.judging

    return tidemark.judging


def process(verdict, *findings, name="python3"):
    return {"pid": 7, "name": name, "verdict": verdict, "reason": "it grows", "findings": list(findings)}


def finding(verdict, *tests, suppressed=None):
    return {"detector": "growth", "verdict": verdict, "tests": list(tests), "suppressed": suppressed}


def terms_of(judging, **by_test):
    terms = judging.Terms()
    for name, stated in by_test.items():
        terms.add(f"test_it.py::{name}", stated)
    return terms


@pytest.mark.parametrize(("fail_on", "failing"), [
    ("suspect", ["suspect", "leak", "critical"]), ("leak", ["leak", "critical"]), ("critical", ["critical"]), ("never", [])])
def test_what_is_as_bad_as_asked_fails(judging, fail_on, failing):
    report = {"processes": [process(verdict, finding(verdict)) for verdict in ("insufficient", "clean", "suspect", "leak")],
              "groups": [process("critical", finding("critical"))]}
    assert [judged["verdict"] for judged in judging.alerts(report, fail_on)] == failing


def test_what_markers_accept_is_a_file_of_suppressions(judging):
    terms = terms_of(judging, **{"test_cache[a.b]": {"accept": "cache\n warms up"}, "test_b (x)": {"accept": "cache warms up"},
                                 "test_c": {"max_kept": "1MiB"}, "test_d": {"accept": 7}})
    text = terms.suppressions()
    assert text == r"""[accepted by marker 1]
test = ^(test_it\.py::test_cache|test_it\.py::test_b\ \(x\))(\[.*\])?( \((setup|teardown)\))?$
reason = cache warms up

[accepted by marker 2]
test = ^(test_it\.py::test_d)(\[.*\])?( \((setup|teardown)\))?$
reason = 7

"""
    assert judging.Terms().suppressions() == ""
    many = terms_of(judging, **{f"test_{'x' * 900}_{n}": {"accept": "long"} for n in range(9)}).suppressions()
    assert many.count("[accepted by marker ") == 3
    assert max(len(line) for line in many.splitlines()) < 4096


def test_terms_hold_for_a_name_as_the_report_has_it(judging):
    terms = terms_of(judging, **{"test_a[\\u20ac]": {"accept": "yes"}, "test_b[" + "x" * 2000 + "]": {"accept": "long"}})
    assert terms.of("test_it.py::test_a[\\\\u20ac]") == {"accept": "yes"}
    assert terms.of("test_it.py::test_a") == {"accept": "yes"}
    assert terms.of(judging.mark_name("test_it.py::test_b[" + "x" * 2000 + "]").decode() + " (teardown)") == {"accept": "long"}
    assert terms.of("test_it.py::test_c") == {}


def test_what_a_test_keeps_is_held_against_its_limit(judging):
    terms = terms_of(judging, test_a={"max_kept": "2MiB"}, test_b={"max_kept": "2MiB"}, test_c={"accept": "it may"})
    report = {"tests": [{"test": "test_it.py::test_a", "runs": 4, "kept_bytes": 2**24, "kept_each_bytes": 2**22},
                        {"test": "test_it.py::test_b", "runs": 4, "kept_bytes": 2**23},
                        {"test": "test_it.py::test_c", "runs": 1, "kept_bytes": 2**30, "kept_each_bytes": None}],
              "processes": [process("suspect", finding("suspect", "test_it.py::test_c", suppressed={"reason": "it may"}),
                                    finding("suspect", "test_it.py::test_d"))]}
    too_much, accepted = judging.lines_of_tests(report, terms)
    assert too_much == ["test_it.py::test_a keeps 4 MiB each time, more than its 2MiB"]
    assert accepted == ["accepted: test_it.py::test_c (it may)"]
    assert judging.lines_of_tests({}, terms) == ([], [])
    assert judging.lines_of_tests({"verdict": "insufficient"}, terms) == (
        [], ["nothing could be judged: max_kept has held no test to its limit"])
    assert judging.lines_of_tests({"verdict": "insufficient"}, judging.Terms()) == ([], [])


def test_the_text_is_told_without_advice_and_figures_at_its_end(judging):
    text = """Verdict: leak
2 processes leak, of 3 processes judged.

leak      server (PID 7) grew
          to the end.
          memory: heap growth
          next: heaptrack names the lines
              heaptrack ./server

suspect   python3 (PID 8) grew

Kept after each run of a test
leak       980 KiB    16 runs  test_order, in server

In nine of ten clean processes growth would have been told of.
"""
    assert judging.plain_sentences(text) == [
        "Verdict: leak", "2 processes leak, of 3 processes judged.", "", "leak      server (PID 7) grew",
        "          to the end.", "          memory: heap growth", "", "suspect   python3 (PID 8) grew", "",
        "Kept after each run of a test", "leak       980 KiB    16 runs  test_order, in server"]
    many = "Verdict: leak\n" + "".join(f"\nleak   a{n}\n" for n in range(9))
    assert judging.plain_sentences(many)[-1] == "3 more are on the page."


def test_sizes_are_read_as_the_programs_read_them():
    from tidemark.memory import format_size, parse_size

    read = {"512KiB": 2**19, "1.5GiB": 3 * 2**29, "4G": 2**32, "4GB": 4 * 10**9, "2 MiB": 2**21, "100B": 100, "8kB": 8000}
    assert {text: parse_size(text) for text in read} == read
    for wrong in ("2", "", "MiB", "-1MiB", "2 mib", "2XB", 2):
        with pytest.raises(ValueError, match="is no size; write it as 512KiB"):
            parse_size(wrong)
    assert [format_size(size) for size in (12, 2**10, 5 * 2**19, 2**30)] == ["12 bytes", "1 KiB", "2.5 MiB", "1 GiB"]

"""Where tests begin and end, as a recorder hears it."""

import os
import socket
import time

import pytest
from stand_ins import Listener

TWO_TESTS = """
import pytest

@pytest.fixture
def server():
    yield

def test_upload(server):
    pass

@pytest.mark.parametrize("size", ["a-b", "c[d]"])
def test_query(size):
    pass
"""


def spans(nodeid):
    return [f"{kind} {nodeid}{phase}" for phase in (" (setup)", "", " (teardown)") for kind in ("begin", "end")]


def test_a_test_is_three_spans_one_after_the_other(run_tests, listener):
    run_tests(TWO_TESTS).assert_outcomes(passed=3)
    names = ("test_it.py::test_upload", "test_it.py::test_query[a-b]", "test_it.py::test_query[c[d]]")
    assert listener.texts() == [text for name in names for text in spans(name)]


def test_a_test_that_fails_or_is_skipped_has_its_ends(run_tests, listener):
    run_tests("import pytest\ndef test_a(): assert False\n@pytest.mark.skip\ndef test_b(): pass\n")
    assert listener.texts() == spans("test_it.py::test_a") + [
        text for text in spans("test_it.py::test_b") if "setup" in text or "teardown" in text]


def test_an_interrupt_ends_what_has_begun(run_tests, listener):
    assert run_tests("def test_a(): raise KeyboardInterrupt").ret == 2
    assert listener.texts()[:4] == spans("test_it.py::test_a")[:4]


def test_names_that_are_too_long_are_cut_and_stay_apart(run_tests, listener):
    run_tests("import pytest\n@pytest.mark.parametrize('a', ['x' * 990 + c for c in '12'])\ndef test_a(a): pass\n")
    begun = [name for kind, name, _ in listener.close() if kind == "begin"]
    assert len(set(begun)) == 6
    assert all(len(name.encode()) <= 1000 and name.startswith("test_it.py::test_a[xxx") for name in begun)
    assert [name.partition("]")[2] for name in begun] == [" (setup)", "", " (teardown)"] * 2


def test_letters_are_not_cut_in_two():
    from tidemark.marks import shorten

    cut = shorten("é" * 600)
    assert len(cut) <= 1000
    assert cut.decode().startswith("é" * 480)
    assert shorten("a\udc80") == b"a\\udc80"


def test_workers_of_xdist_send_their_own(run_tests, listener):
    pytest.importorskip("xdist")
    run_tests(TWO_TESTS + "def test_slow():\n    import time; time.sleep(0.2)\n", "-n2").assert_outcomes(passed=4)
    marks = listener.close()
    assert len({sender for _, _, sender in marks}) == 2
    for sender in {sender for _, _, sender in marks}:
        own = [f"{kind} {name}" for kind, name, by in marks if by == sender]
        assert own == [text for name in dict.fromkeys(name for _, name, by in marks if by == sender and "(" not in name)
                       for text in spans(name)]


def test_a_worker_that_crashes_leaves_the_others_marks_whole(run_tests, listener):
    pytest.importorskip("xdist")
    outcome = run_tests("import os\ndef test_a(): os._exit(3)\ndef test_b(): pass\ndef test_c(): pass\n", "-n2")
    outcome.assert_outcomes(passed=2, failed=1)
    texts = listener.texts()
    assert "begin test_it.py::test_a" in texts
    assert "end test_it.py::test_a" not in texts
    for name in ("test_it.py::test_b", "test_it.py::test_c"):
        assert set(spans(name)) <= set(texts)


def test_each_rerun_is_marked(run_tests, listener):
    pytest.importorskip("pytest_rerunfailures")
    outcome = run_tests("runs = []\ndef test_a():\n    runs.append(1)\n    assert len(runs) == 3\n", "--reruns", "4")
    outcome.assert_outcomes(passed=1)
    assert listener.texts() == spans("test_it.py::test_a") * 3


def test_each_repetition_is_marked_by_its_name(run_tests, listener):
    pytest.importorskip("pytest_repeat")
    run_tests("def test_a(): pass", "--count", "2").assert_outcomes(passed=2)
    assert listener.texts() == spans("test_it.py::test_a[1-2]") + spans("test_it.py::test_a[2-2]")


def test_the_fixture_sends_notes(run_tests, listener):
    run_tests("def test_a(tidemark): tidemark.note('halfway')").assert_outcomes(passed=1)
    assert "note halfway" in listener.texts()


def test_nothing_is_said_where_no_recorder_runs(run_tests):
    outcome = run_tests("def test_a(): pass", "-q")
    outcome.assert_outcomes(passed=1)
    assert "idemark" not in outcome.stdout.str() + outcome.stderr.str()


def test_a_recorder_that_comes_later_is_heard_after_a_second(tmp_path):
    from tidemark import Marks

    marks = Marks(str(tmp_path / "marks"))
    marks.note("too early")
    listener = Listener(tmp_path / "marks")
    marks.note("asked a moment ago")
    time.sleep(1.05)
    marks.note("heard")
    assert listener.texts() == ["note heard"]


def test_a_recorder_that_does_not_listen_costs_a_tenth_of_a_second_each_second(tmp_path):
    from tidemark import Marks

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as deaf:
        deaf.bind(str(tmp_path / "marks"))
        marks = Marks(str(tmp_path / "marks"))
        begin = time.monotonic()
        for _ in range(2000):
            marks.note("x")
        assert 0.09 < time.monotonic() - begin < 2


def test_a_forked_child_marks_as_itself(listener):
    from tidemark import Marks

    marks = Marks(listener.path)
    marks.note("parent")
    child = os.fork()
    if child == 0:
        marks.note("child")
        os._exit(0)
    os.waitpid(child, 0)
    assert [(name, sender) for _, name, sender in listener.close()] == [("parent", os.getpid()), ("child", child)]


def test_marks_tell_what_the_process_holds(run_tests, listener):
    run_tests("kept = []\ndef test_a(): kept.append(bytearray(20_000_000))\n").assert_outcomes(passed=1)
    assert [name for _, name, _ in listener.close()][2:4] == ["test_it.py::test_a"] * 2
    assert None not in listener.held_kib
    assert 19_000 < listener.held_kib[3] - listener.held_kib[2] < 21_000


def test_what_is_given_back_is_not_held():
    from tidemark.memory import HeldMemory

    held_kib = HeldMemory()
    before = held_kib()
    data = [bytearray(5000) for _ in range(4000)]
    above = data[-1:]
    assert 19_000 < held_kib() - before < 22_000
    del data
    assert held_kib() - before < 1000
    del above
    before = held_kib()
    data = [(n, n + 0.5) for n in range(100_000)]
    assert held_kib() - before > 5000
    del data
    assert held_kib() - before < 1000


def test_a_heap_in_pieces_is_looked_at_rarely():
    from tidemark.memory import HeldMemory

    held_kib = HeldMemory()
    data = [bytearray(600 + 8 * (n % 500)) for n in range(100_000)]
    del data[::2]
    begin = time.process_time()
    known = [held_kib() for _ in range(2000)]
    assert time.process_time() - begin < 0.5
    assert known.count(None) > 1000
    del data

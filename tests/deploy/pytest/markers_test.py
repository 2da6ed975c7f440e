"""What a test can say of itself, and look at in itself."""

import pytest

GROWTH = """
import subprocess, sys

def test_kept(tidemark):
    kept = []
    with tidemark.growth() as growth:
        kept.append(bytearray(8_000_000))
    assert 7_500_000 < growth.kept_bytes < 9_000_000

def test_given_back(tidemark):
    with tidemark.growth() as growth:
        data = [bytes(1000) for _ in range(20_000)]
        del data
        loop = []
        loop.append((loop, bytearray(5_000_000)))
        del loop
    assert growth.kept_bytes < 3_000_000

def test_another_process(tidemark):
    code = "print(flush=True); input(); kept = bytearray(8_000_000); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1) as child:
        child.stdout.readline()
        with tidemark.growth(child.pid) as growth:
            child.stdin.write(b"\\n")
            child.stdin.flush()
            child.stdout.readline()
        child.stdin.write(b"\\n")
    assert 7_500_000 < growth.kept_bytes < 9_000_000
"""


def test_growth_within_a_test_is_looked_at(run_tests):
    run_tests(GROWTH).assert_outcomes(passed=3)


def test_growth_is_known_from_statm_where_that_is_all(monkeypatch):
    import builtins

    from tidemark.memory import private_bytes

    exact, original = private_bytes(), open

    def without_rollup(path, *arguments, **options):
        if str(path).endswith("smaps_rollup"):
            raise FileNotFoundError(path)
        return original(path, *arguments, **options)

    monkeypatch.setattr(builtins, "open", without_rollup)
    assert abs(private_bytes() - exact) < 4 * 2**20


@pytest.mark.parametrize(("marker", "complaint"), [
    ("max_kept='2'", "'2' is no size; write it as 512KiB"), ("max_keep='2MiB'", "not 'max_keep'"), ("'why'", "not 'why'"),
    ("accept=''", "accept= needs a reason")])
def test_a_marker_that_cannot_be_used_is_an_error(run_tests, marker, complaint):
    outcome = run_tests(f"import pytest\n@pytest.mark.tidemark({marker})\ndef test_a(): pass\n", "--strict-markers")
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines([f"@pytest.mark.tidemark: *{complaint.replace('[', '[[]')}*"])


def test_the_marker_is_explained(run_tests):
    run_tests("", "--markers").stdout.fnmatch_lines(["@pytest.mark.tidemark(accept=REASON, max_kept=SIZE): *"])

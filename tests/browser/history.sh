#!/usr/bin/env bash
# history.sh ANALYZER DIRECTORY: makes the histories of 40, of 3 and of 200 revisions of a suite of three tests and a server, and the
# pages history.html, few.html and many.html of them. From r27 on test_upload keeps 2 MiB more each time it runs; the server is odd
# once, at r35; one of its names is hostile.
set -euo pipefail
analyzer=$1 directory=$2
mkdir -p "$directory"
rm -f "$directory"/*.db
# A recording of nothing much has the tables made.
awk 'BEGIN { print "Process ID,Process Name,Time,Memory Usage"; for (i = 0; i < 40; i++) printf "42,suite,2026-09-01 10:00:%02d,100000000\n", i }' \
  > "$directory/run.csv"
"$analyzer" import --from memorytools "$directory/run.csv" --memory-total 4GiB --output "$directory/run.tidemark" --force --quiet
for count in 40 3 200; do
  database=$directory/$count.db
  "$analyzer" history add "$directory/run.tidemark" --database "$database" --revision r0 --quiet
  python3 - "$database" "$count" <<'EOT'
import random, sqlite3, sys
history, count = sqlite3.connect(sys.argv[1]), int(sys.argv[2])
random.seed(1)
for table in ("kept", "run_test", "measure", "shown", "run", "subject"):
    history.execute(f"DELETE FROM {table}")
MIB, UPLOAD = 2**20, 2
tests = ["test_login", "test_upload", "test_search"]
subjects = [("suite", ""), *(("suite", test) for test in tests), ("server", ""), ("<img src=x onerror=alert(1)>", "")]
if count == 200: subjects += [(f"worker{i}", "") for i in range(200)]
for i, (name, test) in enumerate(subjects):
    history.execute("INSERT INTO subject VALUES (?, 'program', ?, '', ?)", (i, name, test))
for run in range(1, count + 1):
    leaks = run >= 27
    history.execute("INSERT INTO run VALUES (?, ?, ?, 'main', ?, ?, ?, 0)", (run, f"uuid{run}", f"r{run}",
        1788256800 * 10**9 + run * 86400 * 10**9, f"run{run}.tidemark", "leak" if leaks else "clean"))
    for i, (name, test) in enumerate(subjects):
        if test:
            history.execute("INSERT INTO run_test VALUES (?, 'kept', ?)", (run, test))
            if i == UPLOAD and leaks: history.execute("INSERT INTO kept VALUES (?, ?, ?, 6)", (run, i, random.gauss(2 * MIB, 2e4)))
            continue
        grown = 12 * MIB if leaks and name == "suite" else 0
        end = (100 if name == "suite" else 60) * MIB + random.gauss(0, 0.4 * MIB) + grown + (30 * MIB if run == 35 and name == "server" else 0)
        history.execute("INSERT INTO shown VALUES (?, ?, 1, ?)", (run, i, "leak" if grown else "clean"))
        history.execute("INSERT INTO measure VALUES (?, ?, 'anon', ?, ?, ?, ?, 40000, ?, ?, ?, 80, NULL)",
                        (run, i, end, end - grown, end, grown, grown / 80, grown / 81, grown / 79))
history.commit()
EOT
done
"$analyzer" history report --database "$directory/40.db" --report "html=$directory/history.html"
"$analyzer" history report --database "$directory/3.db" --report "html=$directory/few.html"
"$analyzer" history report --database "$directory/200.db" --report "html=$directory/many.html"

#!/usr/bin/env bash
# run.sh ANALYZER DIRECTORY: makes the HTML report of a leaking program with a hostile name and of a healthy one, recorded with a gap and
# with tests, and opens it in Chromium.
set -euo pipefail
for variable in "${!TIDEMARK_@}"; do unset "$variable"; done # the tests' own, which are no settings
analyzer=$1 directory=$2
here=$(cd "$(dirname "$0")" && pwd)

skip() { echo "SKIPPED: $*"; exit 0; }
[ "${BROWSER_TESTS:-}" = 1 ] || skip "opening the report in a browser is for tests/run --browser"
command -v "${CHROMIUM:-chromium}" >/dev/null || skip "chromium is missing (Debian package of that name)"
[ -d "$here/node_modules/playwright-core" ] || skip "playwright-core is missing (npm ci in tests/browser)"

mkdir -p "$directory"
# 60 s, a gap of 40 s, 60 s more.
awk 'BEGIN {
  print "Process ID,Process Name,Time,Memory Usage"
  for (i = 0; i < 160; i++) {
    if (i >= 60 && i < 100) continue
    time = sprintf("2026-11-21 10:%02d:%02d", 10 + i / 60, i % 60)
    printf "42,<script>alert(1)</script>,%s,%d\n", time, 100e6 + 1e6 * i
    printf "43,idle,%s,%d\n", time, 50e6 + 4096 * (i % 3)
  }
}' > "$directory/processes.csv"
"$analyzer" import --from memorytools "$directory/processes.csv" --memory-total 4GiB --output "$directory/page.tidemark" --force
# Tests that overlap, a short one, one with a hostile name.
python3 - "$directory/page.tidemark" <<'EOT'
import sqlite3, sys
recording = sqlite3.connect(sys.argv[1])
wall_ns, session = recording.execute("SELECT wall_ns, session FROM tick ORDER BY id LIMIT 1").fetchone()
for name, begin, end in [("login", 5, 50), ("checkout", 20, 58), ("logout", 105, 106), ("<img src=x onerror=alert(1)>", 110, 155)]:
    for kind, seconds in [("begin", begin), ("end", end)]:
        recording.execute("INSERT INTO mark(session, kind, name, wall_ns) VALUES (?, ?, ?, ?)",
                          (session, kind, name, wall_ns + seconds * 10**9))
recording.commit()
EOT
"$analyzer" analyze "$directory/page.tidemark" --report "html=$directory/page.html" --fail-on never
node "$here/report_test.mjs" "$directory/page.html" "$directory"

#!/usr/bin/env bash
# Usage: slurm.sh RECORDER ANALYZER
# On a real Slurm of two nodes: an array of tasks and its merge report what one machine reports, also where a node dies with its
# task in the midst; what is done is not done again, and what is missing is told.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/slurm_cluster.sh"
if [ -z "${INSIDE_CLUSTER:-}" ]; then
  skip() { echo "skipped: $*"; exit 77; }
  [ "${TIDEMARK_SLURM:-}" = 1 ] || skip "starts a Slurm; TIDEMARK_SLURM=1 or tests/run --slurm runs it"
  obstacle=$(cluster_obstacle)
  [ -z "$obstacle" ] || skip "$obstacle"
fi
enter_cluster "$0" "$@"
for variable in "${!TIDEMARK_@}"; do unset "$variable"; done # the tests' own, which are no settings

readonly recorder=$1 analyzer=$2 submit=$here/../../deploy/cluster/slurm/submit recordings=$here/../../../shared/recordings
# A merged report lists the 10,000 worst processes; these have fewer, so that all of the report is the same.
readonly shards=3 hosts=4
start_cluster || { tail -n 20 "$cluster"/*.log "$cluster"/*.out; echo "Slurm has not started"; exit 1; }
readonly archive="$cluster/archive/*"

complain() {
  printf 'FAILED: %s\n' "$*"
  tail -n 30 "$cluster"/results*/*.log 2> /dev/null || true
  squeue || true
  exit 1
}

# What one host recorded, in $cluster/host: real programs of the recordings beside the project, or some made on the spot.
record_host() {
  local file
  mkdir "$cluster/host"
  if [ -d "$recordings" ]; then
    for file in "$recordings"/*.xz; do xz --decompress --stdout "$file" > "$cluster/host/$(basename "$file" .xz)"; done
    return
  fi
  echo "note: ../shared/recordings is not there; recording some programs"
  "$recorder" exec --output "$cluster/host/still.tidemark" -- sleep 12 &
  "$recorder" exec --output "$cluster/host/leak.tidemark" -- awk 'BEGIN {
    for (i = 0; i < 130; ++i) { for (j = 0; j < 4000; ++j) kept[i "," j] = j; system("sleep 0.1") } }' &
  wait -n && wait -n
}

# submit_to RESULTS ARGUMENT...: submits the array and its merge, waits for them, and checks the merge's status against $expected.
submit_to() {
  local results=$1 status=0
  shift
  "$submit" --shards "$shards" --results "$results" --wait "$@" "$archive" > "$cluster/submit.out" 2>&1 || status=$?
  [ "$status" = "$expected" ] || { cat "$cluster/submit.out"; complain "status $status and not $expected of submit $*"; }
}

# same_report RESULTS: the merged report is that of one machine, byte by byte.
same_report() {
  cmp "$cluster/whole.json" "$1/report.json" || {
    diff "$cluster/whole.json" "$1/report.json" | head -n 20
    complain "$1/report.json is not what one machine reports"
  }
}

record_host
"$here/../support/copy_hosts.py" --hosts "$hosts" "$cluster/archive" "$cluster"/host/*.tidemark
# An archive has compressed ones, too.
xz "$cluster"/archive/host-0002/leak*.tidemark
expected=0
"$analyzer" analyze --quiet --report "json=$cluster/whole.json" "$archive" || expected=$?
[ "$expected" = 1 ] || complain "nothing leaks in the archive"

echo "== as one machine"
export TIDEMARK_DATABASE=$cluster/history.db TIDEMARK_REVISION=r1
submit_to "$cluster/results" --analyzer "$analyzer"
same_report "$cluster/results"
"$analyzer" history show | grep -q "of 1 revision of main" || { "$analyzer" history show; complain "the tasks kept no history"; }
unset TIDEMARK_DATABASE TIDEMARK_REVISION
[ "$(grep -h -o ' on node[12]' "$cluster"/results/task-*.log | sort -u | wc -l)" = 2 ] || complain "one node has run all tasks"
grep -q "^Verdict: " "$cluster/results/merge.log" || complain "the merge's log has no report"

echo "== what is done is not done again"
rm "$cluster/results/shard-2-of-$shards.json"
printf '{ "format": ' > "$cluster/results/shard-3-of-$shards.json"
submit_to "$cluster/results" --analyzer "$analyzer" --resume
grep -q "judges the shards 2-3 of $shards" "$cluster/submit.out" || complain "not only what is missing was submitted"
same_report "$cluster/results"
scontrol requeue "$(sed -n 's/^job \([0-9]*\) judges.*/\1_2/p' "$cluster/submit.out")"
wait_until 30 grep -q "shard 2 of $shards has its report already" "$cluster/results/task-2.log" ||
  complain "a task that was done is done again"

echo "== a node dies"
# Halts shard 3 in the midst of its first run, and says where.
cat > "$cluster/halting" << EOT
#!/bin/sh
case "\$*" in
  *"--shard 3/$shards"*)
    if mkdir $cluster/halted 2> /dev/null; then
      $analyzer "\$@" &
      kill -STOP \$!
      uname -n > $cluster/halted/node
      wait
    fi ;;
esac
exec $analyzer "\$@"
EOT
chmod +x "$cluster/halting"
submit_to "$cluster/results-death" --analyzer "$cluster/halting" &
submission=$!
wait_until 60 test -s "$cluster/halted/node" || complain "shard 3 has not begun"
dead=$(cat "$cluster/halted/node")
kill -KILL "${!dead}"
wait_until 60 node_count down 1 || complain "the death of $dead is not noticed"
wait "$submission" || exit 1
same_report "$cluster/results-death"
[ -z "$(find "$cluster/results-death" -name "*.part-*")" ] || complain "the report that was begun is left"
grep -q "shard 3 of $shards on .*, start 2" "$cluster/results-death/task-3.log" || complain "shard 3 was not started again"

echo "== a task breaks"
printf '#!/bin/sh\ncase "$*" in *"--shard 2/%s"*) exit 3 ;; esac\nexec %s "$@"\n' "$shards" "$analyzer" > "$cluster/breaking"
chmod +x "$cluster/breaking"
expected=2
submit_to "$cluster/results-broken" --analyzer "$cluster/breaking" --fail-on never
grep -q "missing.* 2\b" "$cluster/results-broken/merge.log" || complain "the shard that is missing is not told"
echo "passed"

#!/usr/bin/env bash
# What deploy/cluster/slurm/submit has Slurm do, by a stand-in for sbatch that tells its arguments, and what the scripts that it
# submits do, by one for the analyzer; `tests/run --slurm` has the real ones.
# shellcheck disable=SC2016 # of the scripts that are written here, not of this one
set -euo pipefail
slurm=$(cd "$(dirname "$0")/../../deploy/cluster/slurm" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/archive" "$work/an archive"
printf '#!/bin/sh\nprintf "%%s\\n" "$@" >> "$CALLS"; echo end >> "$CALLS"; echo "17;cluster"\n' > "$work/bin/sbatch"
printf '#!/bin/sh\nprintf "%%s\\n" "$@" > "$CALLS"\n' > "$work/bin/analyzer"
printf '#!/bin/sh\necho "$@" > "$CALLS.cancelled"\n' > "$work/bin/scancel"
chmod +x "$work"/bin/*
export PATH=$work/bin:$PATH CALLS=$work/calls
failures=0

complain() {
  printf '%s\n' "$*"
  failures=$((failures + 1))
}

# expect_submit STATUS TEXT ARGUMENT...: submit with these ends so, and says so.
expect_submit() {
  local status=0 expected=$1 text=$2
  shift 2
  : > "$CALLS"
  "$slurm/submit" "$@" > "$work/said" 2>&1 || status=$?
  [ "$status" = "$expected" ] || complain "status $status and not $expected of submit $*: $(cat "$work/said")"
  grep -qF -- "$text" "$work/said" || complain "submit $* does not say: $text"
}

# expect_call TEXT: the last calls have this line.
expect_call() { grep -qxF -- "$1" "$CALLS" || complain "no argument is $1 of: $(xargs < "$CALLS")"; }

results=$work/results
done_report() { printf '{\n}\n' > "$results/shard-$1-of-12.json"; }

expect_submit 0 "Usage: submit" --help
grep -E '^ +--' "$work/said" | grep -oE -- '--[a-z-]+' | sort -u > "$work/options"
while read -r option; do
  grep -qx -- "$option" "$work/options" || complain "the help does not explain $option"
done < <(sed -n 's/^    \(--[a-z-]\+\)).*/\1/p' "$slurm/submit")
expect_submit 2 "unknown option --shard" --shard 3
expect_submit 2 "--shards needs a value" --shards
for number in 0 -1 x "" 1.5 08; do
  expect_submit 2 "--shards needs a number from 1 on, not '$number'" --shards "$number" --results "$results" "$work/archive"
done
expect_submit 2 "--at-once needs a number" --shards 3 --at-once 0 --results "$results" "$work/archive"
expect_submit 2 "--fail-on takes" --shards 3 --fail-on leaks --results "$results" "$work/archive"
expect_submit 2 "--results DIR is missing" --shards 3 "$work/archive"
expect_submit 2 "no archive is named" --shards 3 --results "$results"
expect_submit 2 "is no directory" --shards 3 --results "$results" "$work/none"
expect_submit 2 "no pattern that fits any" --shards 3 --results "$results" "$work/none*"
[ ! -s "$CALLS" ] || complain "something was submitted by calls that are wrong"
expect_submit 0 "sbatch --parsable" --shards 3 --results "$results" --dry-run "$work/archive"
if [ -s "$CALLS" ] || [ -e "$results" ]; then complain "--dry-run has done something"; fi

expect_submit 0 "job 17 judges the shards 1-12 of 12" --shards=12 --results "$results" --at-once 4 --task-option=--mem=2G \
  --merge-option=--mem=9G --report "html=$work/a report.html" --fail-on suspect --analyzer /opt/analyzer "$work/archive" "$work/an*" \
  -- --since -1d
for argument in --array=1-12%4 --mem=2G --mem=9G "html=$work/a report.html" "$work/archive" "$work/an*" -1d /opt/analyzer suspect \
  --dependency=afterany:17 "$slurm/shard.sbatch" "$slurm/merge.sbatch"; do
  expect_call "$argument"
done
[ "$(grep -c '^end$' "$CALLS")" = 2 ] || complain "not two jobs were submitted"

for shard in 2 3 7 12; do done_report "$shard"; done
printf '{ "cut' > "$results/shard-8-of-12.json"
expect_submit 2 "has reports already" --shards 12 --results "$results" "$work/archive"
expect_submit 2 "another number of shards" --shards 11 --results "$results" --resume "$work/archive"
expect_submit 0 "the shards 1,4-6,8-11 of 12" --shards 12 --results "$results" --resume --wait "$work/archive"
expect_call --wait
for shard in 1 4 5 6 8 9 10 11; do done_report "$shard"; done
expect_submit 0 "all 12 shards have their report" --shards 12 --results "$results" --resume "$work/archive"
[ "$(grep -c '^end$' "$CALLS")" = 1 ] || complain "more than the merge was submitted"

# The status of a job that was waited for; a merge that is refused.
printf '#!/bin/sh\necho 18\ncase "$*" in *--wait*) exit 1 ;; esac\n' > "$work/bin/sbatch"
expect_submit 1 "job 18 merges them" --shards 2 --results "$work/waited" --wait "$work/archive"
printf '#!/bin/sh\ncase "$*" in *shard.sbatch*) echo 19 ;; *) exit 1 ;; esac\n' > "$work/bin/sbatch"
expect_submit 2 "the merge could not be submitted" --shards 2 --results "$work/refused" "$work/archive"
[ "$(cat "$CALLS.cancelled")" = 19 ] || complain "the tasks of a merge that is refused go on"

rm "$results"/shard-4-of-12.json
SLURM_ARRAY_TASK_ID=4 SLURM_CPUS_PER_TASK=3 sh "$slurm/shard.sbatch" 12 "$results" analyzer "$work/an archive" --since -1d > /dev/null
for argument in analyze 4/12 3 never --allow-insufficient --skip-unreadable "json=$results/shard-4-of-12.json" "$work/an archive" -1d; do
  expect_call "$argument"
done
: > "$CALLS"
SLURM_ARRAY_TASK_ID=3 sh "$slurm/shard.sbatch" 12 "$results" analyzer "$work/archive" > "$work/said"
grep -q "has its report already" "$work/said" || complain "it is not said that a shard is done"
[ ! -s "$CALLS" ] || complain "a shard that is done is done again"

sh "$slurm/merge.sbatch" 12 "$results" analyzer leak --report "html=$work/a report.html"
[ "$(grep -c "^$results/shard-[0-9]*-of-12.json$" "$CALLS")" = 11 ] || complain "not the reports that are there were merged"
expect_call "html=$work/a report.html"
expect_call "json=$results/report.json"
exit "$((failures > 0))"

#!/usr/bin/env bash
# Replays the steps of deploy/image/Containerfile in fresh Debian roots, which takes no registry: what would be the image has
# the programs, and they check suites that pass, fail and leak. Then runs each template of deploy/ci in a root of its own, all
# its lines as printed, on such suites.
set -euo pipefail
cd "$(dirname "$0")/../.."

[ "${TIDEMARK_SYSTEM:-}" = 1 ] || { echo "skipped: takes a build, root and the network; TIDEMARK_SYSTEM=1 or tests/run --system runs it"; exit 0; }
[ "$(id -u)" = 0 ] || { echo "skipped: it takes root"; exit 0; }
command -v debootstrap > /dev/null || { echo "skipped: debootstrap is missing"; exit 0; }

work=$PWD/build/image
mkdir -p "$work"
trap 'rm -rf "$work"/stage-*' EXIT

# in_root DIR COMMAND: runs it by a shell in that root, with its own mounts.
in_root() {
  # shellcheck disable=SC2016 # for the shell in the root
  unshare --mount --propagation private sh -ec '
    mount --bind /proc "$0/proc"; mount --bind /dev "$0/dev"; mount -t tmpfs tmpfs "$0/tmp"
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
      DEBIAN_FRONTEND=noninteractive chroot "$0" sh -ec "$1"' "$1" "$2"
}

begin_stage() {
  local release
  case $1 in
    docker.io/library/debian:12-slim) release=bookworm ;;
    *) echo "the Containerfile begins with $1, which this test does not know"; exit 1 ;;
  esac
  if [ ! -d "$work/base-$release" ]; then
    debootstrap --variant=minbase "$release" "$work/base-$release.part" > "$work/debootstrap.log" 2>&1 ||
      { echo "skipped: no Debian root could be made, see $work/debootstrap.log"; exit 0; }
    mv "$work/base-$release.part" "$work/base-$release"
  fi
  stage=$work/stage-${2:-last}
  rm -rf "$stage"
  cp -a "$work/base-$release" "$stage"
  cp -L /etc/resolv.conf "$stage/etc/resolv.conf" 2> /dev/null || true
}

while read -r step rest; do
  case $step in
    "" | "#"*) ;;
    FROM)
      # shellcheck disable=SC2086 # words
      set -- $rest
      begin_stage "$1" "${3:-}"
      ;;
    COPY)
      # shellcheck disable=SC2086
      set -- $rest
      case $1 in
        .) git clone -q . "$stage$2" ;;
        --from=*) mkdir -p "$stage$3" && cp -a "$work/stage-${1#--from=}$2/." "$stage$3" ;;
      esac
      ;;
    RUN) echo "== $rest"; in_root "$stage" "$rest" > "$work/run.log" 2>&1 || { tail -n 30 "$work/run.log"; exit 1; } ;;
    CMD) command=$(printf '%s' "$rest" | tr -d '[]",') ;;
    *) echo "the Containerfile has a step $step, which this test does not know"; exit 1 ;;
  esac
done < deploy/image/Containerfile

in_root "$stage" "$command" | grep -q "Usage: tidemark COMMAND"
[ ! -e "$stage/usr/bin/g++" ] || { echo "the image has a compiler"; exit 1; }
# expect STATUS VERDICT COMMAND: as a job of a CI system would have it.
expect() {
  local status=0
  in_root "$stage" "cd /root && TIDEMARK_REPOSITORY=x tidemark check $3" > "$work/check.log" 2>&1 || status=$?
  if [ "$status" = "$1" ] && grep -q "^Verdict: $2" "$work/check.log"; then return; fi
  echo "$3: status $status, not $1, or not '$2':"
  cat "$work/check.log"
  exit 1
}
expect 0 clean "sleep 12"
expect 3 clean "sh -c 'sleep 12; exit 3'"
expect 1 leak "awk 'BEGIN { for (i = 0; i < 130; ++i) { for (j = 0; j < 4000; ++j) kept[i \",\" j] = j; system(\"sleep 0.1\") } }'"

# write_suite FILE LEAKS STATUS: tests that take long enough to be judged.
write_suite() {
  cat > "$1" <<EOT
#!/bin/sh
awk 'BEGIN { for (i = 0; i < 130; ++i) { for (j = 0; j < 4000 * $2; ++j) kept[i "," j] = j; system("sleep 0.1") } }'
exit $3
EOT
  chmod +x "$1"
}

# The first job builds; what its CI system would cache is there in the next ones, of the other systems too.
for recipe in gitlab jenkins github; do
  begin_stage docker.io/library/debian:12-slim "$recipe"
  git clone -q --bare . "$stage/srv/tidemark.git"
  # GitHub's machines have it.
  [ "$recipe" != github ] || in_root "$stage" "apt-get update && apt-get install -y git ca-certificates" > "$work/run.log" 2>&1
  cache=.tidemark
  [ "$recipe" != github ] || cache=../../root/.cache/tidemark
  /usr/bin/python3 -B tests/ci/recipe_lines.py "$recipe" /srv/tidemark.git > "$stage/srv/recipe"
  for suite in "0 0 0 clean" "0 5 5 clean" "1 0 1 leak"; do
    # shellcheck disable=SC2086 # words
    set -- $suite
    rm -rf "$stage/srv/job"
    mkdir -p "$stage/srv/job" "$stage/srv/job/$cache"
    write_suite "$stage/srv/job/run-tests" "$1" "$2"
    [ ! -d "$work/stage-cache" ] || cp -a "$work/stage-cache/." "$stage/srv/job/$cache"
    status=0
    in_root "$stage" "cd /srv/job && . ../recipe" > "$work/recipe.log" 2>&1 || status=$?
    report=$stage/srv/job/tidemark-report
    if [ "$status" != "$3" ] || ! grep -q "^Verdict: $4" "$work/recipe.log" || [ ! -s "$report/report.xml" ] || [ ! -s "$report/report.html" ]; then
      echo "$recipe, of $suite: status $status, not $3, or no '$4', or reports are missing:"
      tail -n 40 "$work/recipe.log"
      exit 1
    fi
    if [ ! -d "$work/stage-cache" ]; then
      cp -a "$stage/srv/job/$cache" "$work/stage-cache"
    elif grep -q "building in" "$work/recipe.log"; then
      echo "$recipe built Tidemark again, in spite of its cache"
      exit 1
    fi
    echo "== $recipe: status $status, $4"
  done
done

#!/usr/bin/env bash
# Usage: package_test.sh BUILD_DIRECTORY
# The Debian package on a machine with a real systemd, which is a container: from installing to purging.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly build=$1 recording=/var/lib/tidemark unit=tidemark-recorder
system_directory=$build/system
mkdir -p "$system_directory"

skip() {
  printf 'skipped: %s\n' "$*"
  exit 0
}

[ "${TIDEMARK_SYSTEM:-0}" = 1 ] || skip "takes minutes, root and the network; TIDEMARK_SYSTEM=1 or tests/run --system runs it"
[ "$(id -u)" = 0 ] || skip "a container takes root"
for needed in debootstrap systemd-nspawn:systemd-container nsenter:util-linux lintian dpkg-buildpackage:dpkg-dev hardening-check:devscripts python3; do
  command -v "${needed%%:*}" > /dev/null || skip "the package ${needed##*:} is missing"
done
. tests/system/container.sh

give_up() {
  printf 'FAILED: %s\n' "$*"
  [ -z "$container_init" ] || inside journalctl --no-pager -n 40 -u "$unit" || true
  exit 1
}
trap end_container EXIT

step() { printf -- '-- %s\n' "$*"; }
# expect FACT COMMAND...: it succeeds; expect_not: it fails.
expect() {
  local what=$1
  shift
  "$@" || give_up "$what"
}
expect_not() {
  local what=$1
  shift
  ! "$@" > /dev/null 2>&1 || give_up "$what"
}

# property NAME: of the unit.
property() { inside systemctl show --value --property "$1" "$unit"; }
is_active() { [ "$(property ActiveState)/$(property SubState)" = active/running ]; }
status_has() { property StatusText | grep -qF -- "$1"; }
journal_has() { inside journalctl --no-pager -o cat -p "$1" -u "$unit" | grep -qF -- "$2"; }
has_restarted() { is_active && [ "$(property MainPID)" != "$1" ] && [ "$(property NRestarts)" -gt "$2" ]; }

# ask SQL: of all files of the recording, each copied as a reader would, while it may be written.
ask() {
  local file
  for file in $(inside sh -c "ls $recording/*.tidemark"); do
    inside rm -f /root/asked
    inside tidemark-recorder snapshot --output /root/asked "$file" || return 1
    python3 - "$container_root/root/asked" "$1" << 'EOT'
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):
    print(*row, sep="|")
EOT
  done
}
total() { ask "$1" | awk '{sum += $1} END {print sum + 0}'; }
has_ticks() { [ "$(total 'SELECT count(*) FROM tick')" -ge "$1" ]; }
expect_more_ticks() { wait_until 60 "further scans" has_ticks $(($(total 'SELECT count(*) FROM tick') + 3)); }

build_package() {
  deploy/build-deb --lint --version "$1" > "$system_directory/build-$1.log" 2>&1 || {
    tail -n 20 "$system_directory/build-$1.log"
    give_up "deploy/build-deb --lint --version $1"
  }
  mv "build/deb/$(package_name "$1")" "$system_directory"
}
package_name() { printf 'tidemark_%s_%s.deb' "$1" "$(dpkg --print-architecture)"; }
package() { printf '%s/%s' "$system_directory" "$(package_name "$1")"; }
# install VERSION
install() {
  cp "$(package "$1")" "$container_root/root/tidemark.deb"
  inside dpkg --install /root/tidemark.deb > "$system_directory/dpkg.log" 2>&1 || {
    cat "$system_directory/dpkg.log"
    give_up "dpkg --install of version $1"
  }
}

readonly old=0.1.0~test1 new=0.1.0~test2
step "building the package, twice"
build_package "$old"
build_package "$new"
step "its programs are hardened"
rm -rf "$system_directory/package"
dpkg-deb --extract "$(package "$old")" "$system_directory/package"
for program in tidemark-recorder tidemark-analyzer; do
  # Debian 12's flags ask for no control-flow protection.
  hardening-check --nocfprotection "$system_directory/package/usr/bin/$program" > "$system_directory/hardening.txt" || {
    cat "$system_directory/hardening.txt"
    give_up "hardening-check finds no fault with $program"
  }
done
step "making and booting the container"
# shellcheck disable=SC2046 # package names are words
make_root $(dpkg-deb --field "$(package "$old")" Depends Pre-Depends | sed 's/^[A-Za-z-]*: //; s/([^)]*)//g; s/|[^,]*//g' | tr ',' '\n' | awk '{print $1}' | sort -u) ||
  skip "debootstrap could not make a Debian 12, is there no network? $system_directory/debootstrap.log has more"
boot
inside useradd --no-create-home stranger

for part in install denials marks alerts drop_ins reload restart_on_failure upgrade removal; do
  . "tests/system/$part.sh"
done
step "done"

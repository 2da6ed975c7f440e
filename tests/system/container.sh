# Sourced: boots a Debian with a real systemd in a container, and runs commands in it.
#
# The root file system is made once, by debootstrap, and kept; each boot gets a copy of it. Everything lies below
# $system_directory. Needs root.

readonly system_directory=${system_directory:?where the container lies}
readonly container_root=$system_directory/container
container=""      # PID of systemd-nspawn
container_init="" # PID of the container's init, as seen from here

# make_root PACKAGE...: the kept root, with these packages; made anew where others are wanted.
make_root() {
  local kept=$system_directory/root wanted=$* include="systemd,systemd-sysv,dbus" release
  release=$(. /etc/os-release && echo "$VERSION_CODENAME") # what the package is built on
  [ "$(cat "$kept.packages" 2> /dev/null)" != "$wanted" ] || return 0
  rm -rf "$kept" "$kept.packages"
  [ $# = 0 ] || include="$include,$(IFS=,; printf '%s' "$*")"
  debootstrap --variant=minbase --include="$include" "$release" "$kept" > "$system_directory/debootstrap.log" 2>&1 ||
    return 1
  printf '%s\n' "$wanted" > "$kept.packages"
}

boot() {
  rm -rf "$container_root"
  cp -a "$system_directory/root" "$container_root"
  # It does not outlive a test that is killed.
  setpriv --pdeathsig TERM \
    systemd-nspawn --directory "$container_root" --boot --keep-unit --register=no --private-network --quiet \
    --capability=CAP_BPF,CAP_PERFMON --system-call-filter='bpf pidfd_getfd' \
    > "$system_directory/console.log" 2>&1 < /dev/null &
  container=$!
  wait_until 30 "init to start" find_init
  wait_until 120 "the container to boot" has_booted
}

find_init() {
  container_init=$(cat "/proc/$container/task/$container/children" 2> /dev/null)
  container_init=${container_init%% *}
  [ -n "$container_init" ]
}

# Degraded is what it is where the host forbids a unit of no account here something.
has_booted() {
  case "$(inside systemctl is-system-running 2> /dev/null)" in
    running | degraded) ;;
    *) return 1 ;;
  esac
}

# inside COMMAND...: runs it in the container, as root.
inside() {
  nsenter --target "$container_init" --mount --uts --ipc --net --pid --wdns=/ -- \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 SYSTEMD_PAGER= DEBIAN_FRONTEND=noninteractive "$@"
}

# inside_as USER COMMAND...
inside_as() {
  local user=$1
  shift
  inside runuser -u "$user" -- "$@"
}

end_container() {
  [ -n "$container" ] || return 0
  # systemd-nspawn has init shut down.
  kill -TERM "$container" 2> /dev/null || true
  local waited=0
  while kill -0 "$container" 2> /dev/null && [ "$waited" -lt 60 ]; do
    sleep 0.5
    waited=$((waited + 1))
  done
  kill -KILL "$container" 2> /dev/null || true
  wait "$container" 2> /dev/null || true
  container=""
  rm -rf "$container_root"
}

# wait_until SECONDS WHAT COMMAND...: until COMMAND succeeds.
wait_until() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || { give_up "waited in vain for $what"; }
    sleep 0.3
  done
}

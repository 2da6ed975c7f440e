# Sourced by deploy/quickstart, tests/run and others: installs Debian packages and configures builds. Those that source this make
# no variable readonly: a function here could not have a local one of that name.

readonly BUILD_PACKAGES="g++ cmake ninja-build libsqlite3-dev libfmt-dev nlohmann-json3-dev libboost-dev
  libboost-program-options-dev libboost-iostreams-dev libeigen3-dev libre2-dev libdw-dev libpugixml-dev"
# For the BPF sampler, which is left out where they cannot be had.
readonly BPF_PACKAGES="clang bpftool libbpf-dev"
# For histories in PostgreSQL, likewise.
readonly POSTGRESQL_PACKAGES="libpqxx-dev"
readonly POSTGRESQL_TEST_PACKAGES="libpqxx-dev postgresql"
readonly TEST_PACKAGES="libgtest-dev librapidcheck-dev xterm xvfb python3 nodejs redis-tools
  libxml2-utils python3-junitparser cmark-gfm python3-prometheus-client yamllint python3-yaml e2fsprogs btrfs-progs bindfs
  curl python3-pytest python3-pytest-xdist python3-pytest-rerunfailures python3-pytest-repeat python3-setuptools python3-wheel"
readonly LONG_TEST_PACKAGES="default-jdk-headless postgresql"
readonly BROWSER_PACKAGES="chromium fonts-dejavu-core"
readonly PACKAGE_PACKAGES="debhelper bash-completion dpkg-dev scdoc dh-python pybuild-plugin-pyproject python3-all python3-setuptools"
readonly SLURM_TEST_PACKAGES="slurm-wlm munge iproute2 xz-utils"
readonly SYSTEM_TEST_PACKAGES="lintian devscripts debootstrap systemd systemd-container"
readonly BENCHMARK_PACKAGES="libbenchmark-dev python3"
readonly RECORDER_BENCHMARK_PACKAGES="python3-psutil sysstat atop"
readonly FUZZ_PACKAGES="clang"
readonly LINT_PACKAGES="git clang-format clang-tidy"
readonly COVERAGE_PACKAGES="gcovr"

say() { printf '\n== %s\n' "$*"; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 2
}

# Installs what is missing of the packages named; without any missing it needs neither root nor network.
install_packages() {
  local package missing=""
  command -v dpkg-query >/dev/null || fail "this is not a Debian system; install by hand the equivalents of: $*"
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  say "installing packages:$missing"
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "packages are missing, and neither root nor sudo is at hand; install:$missing"
    as_root="sudo"
  fi
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086 # the lists are words
  { $as_root apt-get update -q && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends $missing; } \
    > "$log" 2>&1 || {
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "apt-get could not install:$missing"
  }
  rm -f "$log"
}

# For what the build makes do without.
install_optional_packages() {
  (install_packages "$@") || echo "note: what takes these packages is left out: $*"
}

# unpack_program PROGRAM DIR PACKAGE...: puts a program into DIR, unless it is installed or there, out of the first of the
# Debian packages that has it, without installing the package: a server would start.
unpack_program() {
  local program=$1 directory=$2 package
  shift 2
  if command -v "$program" >/dev/null || [ -x "$directory/$program" ]; then return 0; fi
  say "taking $program out of its Debian package"
  mkdir -p "$directory"
  for package in "$@"; do
    (
      cd "$directory" && apt-get download -q "$package" >/dev/null 2>&1 || exit 0
      dpkg-deb --fsys-tarfile "$package"_*.deb | tar -x --strip-components=3 "./usr/bin/$program" 2>/dev/null || true
      rm -f "$package"_*.deb
    )
    [ ! -x "$directory/$program" ] || return 0
  done
  echo "note: $program is in none of the packages $* that could be downloaded; the tests that need it are skipped"
}

# install_npm_packages DIR...: what each directory's package-lock.json names, where npm and its registry can be had.
install_npm_packages() {
  local directory
  for directory in "$@"; do
    [ ! -d "$directory/node_modules" ] || [ "$directory/package-lock.json" -nt "$directory/node_modules/.package-lock.json" ] || continue
    command -v npm >/dev/null || install_packages npm
    say "installing the npm packages of $directory"
    (cd "$directory" && npm ci --no-audit --no-fund --loglevel=error --fetch-retries=1 --fetch-timeout=20000) || return 1
  done
}

# For the plots of HTML reports, which are drawn without it, too: one package of npm, by its hash, without npm.
install_uplot() {
  (fetch_uplot) || echo "note: uPlot could not be had; the plots of HTML reports cannot be zoomed" >&2
}

fetch_uplot() {
  local lock=analyzer/reports/html/package-lock.json place=analyzer/reports/html/node_modules/uplot version hash archive
  version=$(sed -n '/"node_modules\/uplot"/,/}/s/.*"version": "\(.*\)".*/\1/p' "$lock")
  hash=$(sed -n 's/.*"integrity": "sha512-\(.*\)".*/\1/p' "$lock" | base64 -d | od -An -v -tx1 | tr -d ' \n')
  ! grep -qs "\"version\": \"$version\"" "$place/package.json" || return 0
  [ -e /etc/ssl/certs/ca-certificates.crt ] || install_packages ca-certificates || return 1
  archive=$(mktemp -d)
  "${APT_HELPER:-/usr/lib/apt/apt-helper}" download-file \
    "${npm_config_registry:-https://registry.npmjs.org}/uplot/-/uplot-$version.tgz" "$archive/uplot.tgz" "SHA512:$hash" \
    > /dev/null 2>&1 && rm -rf "$place" && mkdir -p "$place" &&
    tar --extract --gzip --file "$archive/uplot.tgz" --directory "$place" --strip-components=1
  local status=$?
  rm -rf "$archive"
  return "$status"
}

# configure DIR CMAKE_OPTION...: configures a build of the project in DIR.
configure() {
  local directory=$1
  shift
  local generator=()
  [ -f "$directory/CMakeCache.txt" ] || generator=(-G Ninja)
  cmake -S . -B "$directory" "${generator[@]}" -DCMAKE_BUILD_TYPE=Release "$@" > "$directory.configure.log" 2>&1 || {
    cat "$directory.configure.log" >&2
    fail "cmake could not configure the build"
  }
  rm -f "$directory.configure.log"
}

# build DIR CMAKE_OPTION...: configures and builds the project in DIR, or of it the target that BUILD_TARGET names.
build() {
  say "building in $1"
  configure "$@"
  cmake --build "$1" --parallel "$(nproc)" --target "${BUILD_TARGET:-all}" || fail "the build failed"
}

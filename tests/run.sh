#!/usr/bin/env bash
# Does everything work, the real editors included?
#
#   tests/run.sh            installs what is missing, builds, runs every test in every editor
#   tests/run.sh --quick    the same without the Debian roots: only the editors of this machine
#   tests/run.sh --krita6   and Krita 6, from Debian's experimental suite, which is not the same every day
#   tests/run.sh --full     and every scenario in every version of an editor, eight minutes of fuzzing, AddressSanitizer, ThreadSanitizer and clang-tidy
#
# How the suite is organised, what it may take, how to add to it: tests/README.md.
# Needs Debian 12 and the rights of root (or sudo, with --quick). The newer editors run in Debian roots, made once and kept in
# ${INLAY_CACHE:-~/.cache/inlay}. Fails when a host that should have been tested was not.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
checkout=$PWD
quick=0 full=0 krita6=0
for argument in "$@"; do
    case $argument in
    --quick) quick=1 ;;
    --full) full=1 ;;
    --krita6) krita6=1 ;;
    *) echo "tests/run.sh: unknown option '$argument'; there are --quick, --full and --krita6" >&2; exit 2 ;;
    esac
done

# Which hosts are tested: those of this machine, and those of each root.
here=(gimp2.10 krita5.1)
in_trixie=(gimp3.0 krita5.2)
in_forky=(gimp3.2 krita5.3)
in_experimental=(krita6.0)
hosts=("${here[@]}")
[ "$quick" = 1 ] || hosts+=("${in_trixie[@]}" "${in_forky[@]}")
[ "$krita6" = 0 ] || hosts+=("${in_experimental[@]}")

logs=$checkout/build/logs stages=$checkout/build/logs/stages
mkdir -p "$logs"
: >"$stages"
began=$SECONDS
say() { printf '[%4d s] %s\n' $((SECONDS - began)) "$*"; }
stop() { printf '\ntests/run.sh: %s\n' "$*" >&2; exit 1; }
# timed STAGE COMMAND...: for the table at the end.
timed() {
    local stage=$1 start=$SECONDS status=0
    shift
    "$@" || status=$?
    echo "$stage=$((SECONDS - start))" >>"$stages"
    return "$status"
}

# A fresh clone in another folder finds in the cache what was compiled here.
export CCACHE_BASEDIR=$checkout CCACHE_NOHASHDIR=true
export CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ccache}
export INLAY_CACHE=${INLAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/inlay}
mkdir -p "$CCACHE_DIR" "$INLAY_CACHE/roots"
jobs=$(nproc)
# Tests in editors wait most of the time and take one slot; what works all the time takes two (InlayTargets.cmake).
slots=$((2 * jobs))

# --- packages
. install/packages.sh
lists=(build gimp-dev gimp krita tests fuzz checks)
# Debian's npm is 350 small packages, so a Node that is there is taken.
if ! command -v npm >/dev/null || ! node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null; then lists+=(referees); fi
read -r -a packages <<<"$(inlay_packages "${lists[@]}")"
missing=$(inlay_missing "${packages[@]}")
if [ -n "$missing" ]; then
    say "installing packages: $missing"
    inlay_install "${packages[@]}" >"$logs/packages.log" 2>&1 || { tail -n 20 "$logs/packages.log"; stop "packages could not be installed; see $logs/packages.log"; }
fi

# --- the roots, and what is built in one of them, while this machine builds
make_root() { tests/hosts/roots.sh "$1"; }
# To itself the build lies in build/release, where install/try.sh builds: the tests of that script find it made (tests/hosts/install).
build_in_trixie() {
    local root
    root=$(timed "making the trixie root" make_root trixie) || return 1
    mkdir -p build/trixie build/release
    grep -qs "^CMAKE_CACHEFILE_DIR:INTERNAL=$checkout/build/release\$" build/trixie/CMakeCache.txt || rm -rf build/trixie/CMakeCache.txt build/trixie/CMakeFiles
    timed "building for Debian 13" build_in_root "$root"
}
build_in_root() {
    bwrap --bind "$1" / --proc /proc --dev /dev --tmpfs /tmp --bind "$checkout" "$checkout" --bind "$checkout/build/trixie" "$checkout/build/release" \
        --bind "$CCACHE_DIR" "$CCACHE_DIR" --die-with-parent --unshare-pid --chdir "$checkout" env -i PATH=/usr/bin:/bin HOME=/tmp LC_ALL=C.UTF-8 \
        CCACHE_DIR="$CCACHE_DIR" CCACHE_BASEDIR="$checkout" CCACHE_NOHASHDIR=true \
        bash -c 'cmake --preset release && cmake --build build/release -j'"$jobs" </dev/null
}
background=()
# A run that fails or is interrupted leaves nothing running: each of these is a group of processes of its own.
trap 'for job in "${background[@]}"; do kill -- "-$job" 2>/dev/null || true; done' EXIT
trap 'exit 130' INT TERM HUP
# beside LOG COMMAND...: in the background; its number is then in $job.
beside() {
    local log=$1
    shift
    set -m
    "$@" >"$log" 2>&1 </dev/null &
    job=$!
    set +m
    background+=("$job")
}
if [ "$quick" = 0 ]; then
    # Making a root reads the address of the mirror from apt, which knows it only after an update.
    if [ ! -e "$INLAY_CACHE/roots/trixie/.inlay-root" ] || [ ! -e "$INLAY_CACHE/roots/forky/.inlay-root" ]; then
        [ -n "$(apt-get indextargets 2>/dev/null | head -n 1)" ] || inlay_apt -o Acquire::Check-Valid-Until=false update >"$logs/update.log" 2>&1 || true
        say "making the Debian roots for the newer editors, in the background (about three minutes, once)"
    fi
    beside "$logs/trixie.log" build_in_trixie
    trixie_job=$job
    beside "$logs/forky.log" timed "making the forky root" make_root forky
    forky_job=$job
fi

if [ "$krita6" = 1 ]; then
    say "making the root with Krita 6, if it is not there"
    tests/hosts/roots.sh experimental >"$logs/experimental.log" 2>&1 </dev/null ||
        { tail -n 20 "$logs/experimental.log"; stop "the experimental root could not be made; see $logs/experimental.log"; }
fi

# The clients and the server from npm, which judge ours.
beside "$logs/referees.log" tests/referees/install.sh
referees_job=$job

git ls-files '*.cpp' '*.h' '*.c' | xargs clang-format --dry-run -Werror >"$logs/format.log" 2>&1 ||
    { tail -n 20 "$logs/format.log"; stop "clang-format wants changes; see $logs/format.log"; }

say "configuring and building (build/dev)"
cmake --preset dev -DINLAY_REFEREES="$(tests/referees/install.sh --where)" -DINLAY_HOST_TESTS="$(IFS=';'; echo "${hosts[*]}")" -DINLAY_ROOTS="$INLAY_CACHE/roots" -DINLAY_PROFILES="$INLAY_CACHE/profiles" \
    -DINLAY_FULL="$full" -DINLAY_TRIXIE_BUILD="$checkout/build/trixie" \
    >"$logs/configure.log" 2>&1 || { tail -n 30 "$logs/configure.log"; stop "CMake could not configure; see $logs/configure.log"; }
sed -n '/^-- Host /,/^-- $/p' "$logs/configure.log" | sed 's/^-- //'
timed "building" cmake --build build/dev -j"$jobs" >"$logs/build.log" 2>&1 || { grep -m5 -A5 -E 'error|FAILED' "$logs/build.log" || tail -n 30 "$logs/build.log"; stop "the build failed; see $logs/build.log"; }

if [ "$quick" = 0 ]; then
    say "waiting for the roots and the plug-in for GIMP 3 (build/trixie)"
    wait "$forky_job" || { tail -n 20 "$logs/forky.log"; stop "the forky root could not be made; see $logs/forky.log"; }
    wait "$trixie_job" || { tail -n 30 "$logs/trixie.log"; stop "the trixie root or the build in it failed; see $logs/trixie.log"; }
fi
wait "$referees_job" || { tail -n 20 "$logs/referees.log"; stop "the referees could not be installed from npm; see $logs/referees.log"; }
background=()

# --- tests, and the libFuzzer targets in the time that is left over while they wait
fuzz() {
    cmake --preset fuzz && timed "building the fuzzers" cmake --build build/fuzz -j"$jobs" --target fuzzers &&
        ctest --test-dir build/fuzz -j"$jobs" --output-on-failure --no-tests=error --output-junit "$logs/fuzz.xml"
}
say "testing: $(ctest --test-dir build/dev -N | sed -n 's/^Total Tests: //p') tests, and the libFuzzer targets beside them (build/fuzz)"
failed=0
rm -f "$logs"/*.xml
export -f fuzz timed
export jobs logs stages
[ "$full" = 0 ] || export INLAY_FUZZ_SECONDS=120 # each target
beside "$logs/fuzz.log" nice -n 10 bash -c fuzz
fuzz_job=$job
timed "testing" ctest --test-dir build/dev -j"$slots" --output-on-failure --no-tests=error --output-junit "$logs/ctest.xml" </dev/null || failed=1
wait "$fuzz_job" || { tail -n 40 "$logs/fuzz.log"; echo "The libFuzzer targets failed; see $logs/fuzz.log"; failed=1; }
background=()

if [ "$full" = 1 ]; then
    for sanitizer in asan tsan; do
        say "unit tests with $sanitizer"
        cmake --preset $sanitizer >"$logs/$sanitizer.log" 2>&1 && cmake --build build/$sanitizer -j"$jobs" >>"$logs/$sanitizer.log" 2>&1 ||
            stop "the $sanitizer build failed; see $logs/$sanitizer.log"
        ctest --preset $sanitizer -j"$slots" --no-tests=error </dev/null || failed=1
    done
    say "clang-tidy"
    git ls-files 'core/*.cpp' 'plugin/*.cpp' 'host-adapters/*.cpp' | grep -v '^host-adapters/gimp/gimp3' |
        xargs -P "$jobs" -n 8 clang-tidy -p build/dev --quiet >"$logs/tidy.log" 2>/dev/null || { grep -m 20 -E 'warning|error' "$logs/tidy.log"; echo "clang-tidy found something; see $logs/tidy.log"; failed=1; }
fi

# --- what was tested
echo
python3 -B tests/hosts/support/table.py "$logs" "${hosts[@]}" || failed=1
[ "$failed" = 0 ] || stop "something failed after $((SECONDS - began)) s. The report is $logs/ctest.xml; logs and screenshots of the editors are below build/dev/hosts."
say "everything passed, in ${#hosts[@]} hosts: ${hosts[*]}"

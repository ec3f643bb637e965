# The launchers beside landrun, each as a file with its command line, one argument a line. Read by bench/run.

variants=()
missing=()
sid="deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian sid main"

# The C programs lie beside the copy of landrun, so that every name is as long to look up. What landrun filters is taken from its
# own system calls, for the C program to load the same.
build_yardsticks() {
    local filter=()
    if ! command -v strace > /dev/null; then
        miss "c-static with landrun's seccomp filter" "no strace to read it with (apt-get install strace)"
    else
        strace -v -e trace=prctl,seccomp "$work/landrun" --rox /usr,/lib,/lib64 /bin/true 2>&1 |
            sed -n '/BPF_/ { s/.*filter=\[//; s/\]}.*//p }' > "$work/filter.h"
        if [ -s "$work/filter.h" ]; then
            filter=(-DFILTER="\"$work/filter.h\"")
            gcc -O2 -Wall -Wextra -static -o "$work/c-unfiltered" "$here/launcher.c"
        fi
    fi
    gcc -O2 -Wall -Wextra "${filter[@]}" -static -o "$work/c-static" "$here/launcher.c"
    gcc -O2 -Wall -Wextra "${filter[@]}" -o "$work/c-dynamic" "$here/launcher.c"
}

collect_launchers() {
    add bare /bin/true
    [ ! -x "$work/c-unfiltered" ] || add c-unfiltered "$work/c-unfiltered" --rox /usr,/lib,/lib64 /bin/true
    add c-static "$work/c-static" --rox /usr,/lib,/lib64 /bin/true
    add c-dynamic "$work/c-dynamic" --rox /usr,/lib,/lib64 /bin/true
    add landrun "$work/landrun" --rox /usr,/lib,/lib64 /bin/true
    add_fetched landrun go-landrun --best-effort --rox /usr,/lib,/lib64 /bin/true
    local rights=path-beneath:execute,read-file,read-dir
    add_fetched setpriv setpriv --no-new-privs --landlock-access fs --landlock-rule "$rights:/usr" \
        --landlock-rule "$rights:/lib" --landlock-rule "$rights:/lib64" /bin/true
    add_installed bwrap bubblewrap bubblewrap --ro-bind /usr /usr --ro-bind /lib /lib --ro-bind /lib64 /lib64 /usr/bin/true
    add_installed firejail firejail firejail --quiet --noprofile --read-only=/ /bin/true
}

# add NAME ARGUMENT ...: a launcher that can't run its command here is left out, with its own words as the reason.
add() {
    local name=$1 reason
    shift
    if reason=$("$@" 2>&1 > /dev/null < /dev/null); then
        printf '%s\n' "$@" > "$work/main/$name"
        variants+=("$work/main/$name")
        return
    fi
    case $name in bare | c-* | landrun) echo "bench/run: $name does not run: $reason" >&2; exit 1 ;; esac
    miss "$name" "does not run here: ${reason%%$'\n'*}"
}

miss() { missing+=("$1: $2"); }

print_missing() {
    local line
    for line in "${missing[@]}"; do printf 'not measured: %s\n' "$line"; done
}

# add_fetched PROGRAM NAME ARGUMENT ...: a program of Debian sid, started by sid's own dynamic linker when it has one.
add_fetched() {
    local program=$1 name=$2 file="$cache/sid/usr/bin/$1"
    shift 2
    fetch || { miss "$name" "$fetch_error"; return 0; }
    if readelf -lW "$file" | grep -q INTERP; then
        local libraries
        libraries=$(dirname "$(find "$cache/sid/usr/lib" -name 'ld-linux*.so*' | head -n 1)")
        set -- "$(find "$libraries" -name 'ld-linux*.so*' | head -n 1)" --library-path "$libraries" "$file" "$@"
    else
        set -- "$file" "$@"
    fi
    add "$name" "$@"
}

# The packages stay in the cache. apt checks the archive's signature; nothing is installed.
fetch() {
    fetch_error="not downloaded yet (--quick does not download)"
    [ ! -e "$cache/sid/complete" ] || return 0
    [ -z "$quick" ] || return 1
    fetch_error="no apt-get here"
    command -v apt-get > /dev/null || return 1
    fetch_error="could not be fetched from Debian sid; $cache/fetch.log has apt's words"
    rm -rf "$cache/sid" "$cache/packages"
    mkdir -p "$cache/sid" "$cache/packages" "$cache/lists/partial"
    echo "$sid" > "$cache/sid.list"
    (
        set -e
        cd "$cache/packages"
        sid_apt update
        sid_apt download landrun libc6 util-linux
        for package in *.deb; do dpkg -x "$package" "$cache/sid"; done
    ) > "$cache/fetch.log" 2>&1 || return 1
    touch "$cache/sid/complete"
}

sid_apt() {
    apt-get -q -o Dir::Etc::sourcelist="$cache/sid.list" -o Dir::Etc::sourceparts=- -o Dir::State::Lists="$cache/lists" \
        -o APT::Get::List-Cleanup=0 "$@"
}

# add_installed PROGRAM PACKAGE NAME ARGUMENT ...: installs the package when this run may.
add_installed() {
    local program=$1 package=$2 name=$3
    shift 3
    if ! command -v "$program" > /dev/null && [ -z "$quick" ] && [ "$(id -u)" = 0 ]; then
        apt-get -qq install -y --no-install-recommends "$package" > "$cache/$package.log" 2>&1 || true
    fi
    if command -v "$program" > /dev/null; then
        add "$name" "$(command -v "$program")" "$@"
    else
        miss "$name" "not installed (apt-get install $package)"
    fi
}

# grow RULES: bare, c-static and landrun with that many rules, each for a directory of its own.
grow() {
    local i rule=()
    mkdir -p "$work/directories"
    (cd "$work/directories" && seq 1 "$1" | xargs mkdir -p)
    for ((i = 1; i <= $1; i++)); do rule+=(--ro "$work/directories/$i"); done
    printf '%s\n' /bin/true > "$work/growth/bare"
    printf '%s\n' "$work/c-static" --rox /usr,/lib,/lib64 "${rule[@]}" -- /bin/true > "$work/growth/c-static"
    printf '%s\n' "$work/landrun" --rox /usr,/lib,/lib64 "${rule[@]}" -- /bin/true > "$work/growth/landrun"
}

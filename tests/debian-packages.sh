# Sourced. Takes packages from Debian's archive for the tests: into out/cache, with sources and lists of its own, signatures checked.
# Nothing is installed, and the machine's own apt stays as it is.
cache=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/out/cache

# debian_suites SUITE...: from these suites; sets apt_options.
debian_suites() {
    local suite lists=$cache/apt/lists sources
    sources=$cache/apt/$(IFS=+ && echo "$*").list
    mkdir -p "$lists/partial" "$cache/apt/packages"
    for suite in "$@"; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main"
    done >"$sources"
    # Only the lists of packages: no translations, and none of what the machine's configuration may add.
    apt_options=(-qq -o "Dir::Etc::sourcelist=$sources" -o Dir::Etc::sourceparts=- -o "Dir::State::Lists=$lists"
        -o APT::Get::List-Cleanup=0 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Acquire::Languages=none
        -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false)
    # As root apt would fetch as _apt, which may not write here.
    [ "$(id -u)" != 0 ] || apt_options+=(-o APT::Sandbox::User=root)
}

debian_update() { apt-get "${apt_options[@]}" update >&2; }

# debian_unpack PACKAGE FOLDER: unpacks it there; a broken-off run leaves no half of it.
debian_unpack() {
    (
        cd "$cache/apt/packages"
        rm -f "$1"_*.deb
        apt-get "${apt_options[@]}" download "$1" >&2
        rm -rf "$2.new" "$2"
        mkdir -p "$2.new"
        dpkg -x "$1"_*.deb "$2.new"
        mv "$2.new" "$2"
        rm -f "$1"_*.deb
    )
}

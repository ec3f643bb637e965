# Sourced. Takes packages from Debian's archive for the tests: into out/cache, with sources and lists of its own; apt checks the
# archive's signature. Nothing is installed, and the machine's own apt stays as it is.
cache=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/out/cache

# debian_update ARCHITECTURE SUITE...: fetches the lists of these suites, and sets apt_options to use them.
debian_update() {
    local architecture=$1 name suite
    shift
    name=$(IFS=+ && echo "$architecture-$*")
    mkdir -p "$cache/apt/$name/partial"
    for suite in "$@"; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main"
    done >"$cache/apt/$name.list"
    # Lists of packages and nothing else, whatever the machine's configuration wants besides.
    apt_options=(-qq -o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture" -o "Dir::Etc::sourcelist=$cache/apt/$name.list"
        -o Dir::Etc::sourceparts=- -o "Dir::State::Lists=$cache/apt/$name" -o Dir::State::status=/dev/null -o Dir::Cache::pkgcache=
        -o Dir::Cache::srcpkgcache= -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
        -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false)
    # As root apt would fetch as _apt, which may not write here.
    [ "$(id -u)" != 0 ] || apt_options+=(-o APT::Sandbox::User=root)
    apt-get "${apt_options[@]}" update >&2
}

# debian_unpack PACKAGE FOLDER: the newest version, unpacked beside and moved, so that a broken-off run leaves no half of it.
debian_unpack() {
    local new
    mkdir -p "$(dirname "$2")"
    new=$(mktemp -d "$2.new.XXXXXX")
    (cd "$new" && apt-get "${apt_options[@]}" download "$1" >&2 && dpkg -x ./*.deb unpacked && { mv -T unpacked "$2" || [ -d "$2" ]; })
    local status=$?
    rm -rf "$new"
    return $status
}

# debian_kernel SERIES ARCHITECTURE: sets package, the newest one with a cloud kernel of that series, and kernel, its file; after
# debian_update.
debian_kernel() {
    # From 6.19 on linux-image-* is empty and linux-binary-* has the kernel.
    package=$(apt-cache "${apt_options[@]}" pkgnames linux- | grep -E "^linux-(image|binary)-${1/./\\.}[.-].*-cloud-$2$" |
        sed 's/linux-[a-z]*-/& /' | sort -k2,2V -k1,1r | tail -n 1 | tr -d ' ')
    [ -n "$package" ] || return 1
    [ -d "$cache/kernels/$package" ] || debian_unpack "$package" "$cache/kernels/$package" || return 1
    kernel=$(find "$cache/kernels/$package" -name 'vmlinuz*' -type f) && [ -n "$kernel" ]
}

# debian_root SUITE FOLDER PACKAGES: a fresh root of a Debian release, with a list of packages beside what is essential; made once.
debian_root() {
    local tarball
    tarball=$cache/roots/$1-$(cksum <<<"$3" | cut -d ' ' -f 1).tar
    if [ ! -f "$tarball" ]; then
        mkdir -p "$cache/roots"
        mmdebstrap --quiet --format=tar --variant=minbase --include="$3" "$1" "$tarball.new" http://deb.debian.org/debian &&
            mv "$tarball.new" "$tarball" || return 1
    fi
    mkdir -p "$2" && tar -C "$2" --exclude='./dev/*' -xf "$tarball"
}

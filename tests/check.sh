# shellcheck shell=bash disable=SC2154
# Sourced, with `script` set to the script's name: counts what is tested in a shell, in the form that ./test adds up. It makes the
# folder $work for what is made on the way.
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
succeeded=0 failed=0 skipped=0

check() { # check WHAT COMMAND...: counts whether it succeeds, and shows its output if not
    if "${@:2}" >"$work/log" 2>&1; then
        succeeded=$((succeeded + 1))
    else
        failed=$((failed + 1))
        echo "failed $script: $1"
        sed 's/^/  /' "$work/log"
    fi
}
skip() { # skip WHAT WHY
    if [ "${CI:-}" = true ]; then
        check "$1" sh -c 'echo "$1"; exit 1' sh "$2"
    else
        skipped=$((skipped + 1))
        echo "skipped $script: $1: $2"
    fi
}
finish() {
    printf '\n  total: %d\n  failed: %d\n  succeeded: %d\n  skipped: %d\n' $((succeeded + failed + skipped)) "$failed" "$succeeded" "$skipped"
    [ "$failed" -eq 0 ]
    exit
}

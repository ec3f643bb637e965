# shellcheck shell=bash disable=SC3043
# For bash and zsh: in directories that you marked, npm, make, pip and others run in landrun's sandbox. In ~/.bashrc or ~/.zshrc:
#
#   source /usr/share/doc/landrun/examples/integrations/shell/landrun.sh
#
#   landrun_mark [--each] [DIRECTORY]     what is beneath it runs in a sandbox; with --each every directory in it is a project of its own
#   landrun_unmark [DIRECTORY]
#   landrun_marks                         shows them: links in ~/.config/landrun/directories and ~/.config/landrun/each
#   landrun_run COMMAND [ARGUMENT...]     any other command (./configure), in the sandbox of the marked directory
#
# Protects from: a stranger's package script, build or test, started by one of these commands: it reaches the marked directory, the
# tool's cache, /tmp and the system, and what the tool's profile opens of the network (`landrun --show-profile npm`).
# Not from: commands that are started otherwise: ./run.sh, `command make`, `sudo make`, `xargs make`, an editor's or another script's
# calls. Functions exist where they were defined and only there. What a build leaves in the directory is not better for it.
#
# A directory can't unmark itself: nothing in it is asked, and it can't write the marks from the sandbox.

# NAME:PROFILE. Set LANDRUN_COMMANDS before this is read for others.
: "${LANDRUN_COMMANDS:=npm:npm npx:npm node:node make:make cmake:make pip:pip pip3:pip python:python python3:python cargo:rust go:go dotnet:dotnet}"
# Looked for once, before any directory of a stranger's can be on the PATH.
_landrun_program=$(command -v landrun) || _landrun_program=
case $_landrun_program in
    /*) ;;
    *) echo 'landrun.sh: there is no landrun on the PATH: in marked directories nothing will run' >&2 ;;
esac

_landrun_directories() { printf '%s' "${XDG_CONFIG_HOME:-$HOME/.config}/landrun"; }

# _landrun_marked DIRECTORY KIND: sets _landrun_mark to the mark that leads to this directory, by whatever name.
_landrun_marked() {
    for _landrun_mark in "$(_landrun_directories)/$2"/*; do
        [ ! "$_landrun_mark" -ef "$1" ] || return 0
    done
    return 1
}

# Sets _landrun_root to the marked directory that the working directory lies in, or to nothing. It climbs by `..`: names, links and what
# the shell believes of its directory don't matter.
_landrun_find() {
    [ -z "${ZSH_VERSION:-}" ] || emulate -L sh
    local at=.
    _landrun_root=
    while :; do
        if _landrun_marked "$at" directories || { [ ! "$at" -ef / ] && _landrun_marked "$at/.." each; }; then
            _landrun_root=$at
            return 0
        fi
        [ ! "$at" -ef / ] || return 0
        [ -d "$at/.." ] || return 1
        at=$at/..
    done
}

# _landrun_command PROFILE COMMAND [ARGUMENT...]
_landrun_command() {
    local profile=$1
    shift
    if ! _landrun_find; then
        printf '%s: what the working directory lies in is not to be seen; nothing was run\n' "$1" >&2
        return 125
    fi
    if [ -z "$_landrun_root" ]; then
        command "$@"
        return
    fi
    case $_landrun_program in
        /*) "$_landrun_program" --profile "$profile" --rwx "$_landrun_root" -- "$@" ;;
        *)
            printf '%s: there is no landrun, and this directory is marked; nothing was run\n' "$1" >&2
            return 125
            ;;
    esac
}

landrun_run() {
    if ! _landrun_find || [ -z "$_landrun_root" ]; then
        echo 'landrun_run: this directory is not marked (landrun_mark); nothing was run' >&2
        return 125
    fi
    _landrun_command make "$@"
}

landrun_mark() {
    [ -z "${ZSH_VERSION:-}" ] || emulate -L sh
    local kind=directories directory home name
    [ "${1:-}" != --each ] || { kind=each && shift; }
    directory=$(cd -P -- "${1:-.}" && pwd -P && echo .) || return
    directory=${directory%??}
    home=$(cd -P -- "$HOME" && pwd -P) || return
    # The whole of a home is no project. Each directory in it may be one.
    if [ $kind = directories ]; then
        case $home/ in
            "${directory%/}"/*)
                printf 'landrun_mark: %s holds your home directory\n' "$directory" >&2
                return 1
                ;;
        esac
    fi
    ! _landrun_marked "$directory" $kind || return 0
    # The name is for people; that it is its own, for what has the same in another place.
    name=${directory##*/}
    name=${name//[!A-Za-z0-9._-]/_}-$(printf '%s' "$directory" | cksum | cut -d ' ' -f 1)
    mkdir -p -- "$(_landrun_directories)/$kind" && ln -s -- "$directory" "$(_landrun_directories)/$kind/$name"
}

landrun_unmark() {
    [ -z "${ZSH_VERSION:-}" ] || emulate -L sh
    local kind removed=
    for kind in directories each; do
        if _landrun_marked "${1:-.}" $kind; then rm -- "$_landrun_mark" && removed=1; fi
    done
    [ -n "$removed" ] || { echo 'landrun_unmark: this directory itself is not marked (landrun_marks)' >&2 && return 1; }
}

landrun_marks() {
    [ -z "${ZSH_VERSION:-}" ] || emulate -L sh
    local kind mark
    for kind in directories each; do
        for mark in "$(_landrun_directories)/$kind"/*; do
            [ ! -L "$mark" ] || printf '%s\t%q\n' "$kind" "$(readlink -- "$mark")"
        done
    done
}

# `function` keeps an alias of the same name from being put in its place. zsh doesn't split a variable into words.
_landrun_define() {
    [ -z "${ZSH_VERSION:-}" ] || emulate -L sh
    local pair
    for pair in $LANDRUN_COMMANDS; do
        case ${pair%%:*}${pair#*:} in
            *[!A-Za-z0-9._+-]* | '') echo "landrun.sh: in LANDRUN_COMMANDS, $pair is not COMMAND:PROFILE" >&2 ;;
            *) eval "function ${pair%%:*} { _landrun_command ${pair#*:} ${pair%%:*} \"\$@\"; }" ;;
        esac
    done
}
_landrun_define

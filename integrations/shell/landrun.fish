# For fish: in directories that you marked, npm, make, pip and others run in landrun's sandbox. In ~/.config/fish/config.fish:
#
#   source /usr/share/doc/landrun/examples/integrations/shell/landrun.fish
#
# landrun_mark, landrun_unmark, landrun_marks and landrun_run, the marks themselves, what it protects from and what not: as in landrun.sh,
# beside this file.

set -q LANDRUN_COMMANDS; or set -g LANDRUN_COMMANDS npm:npm npx:npm node:node make:make cmake:make pip:pip pip3:pip python:python python3:python cargo:rust go:go dotnet:dotnet
set -g _landrun_program (command -s landrun)
string match -q -- '/*' "$_landrun_program"
or echo 'landrun.fish: there is no landrun on the PATH: in marked directories nothing will run' >&2

function _landrun_directories
    if test -n "$XDG_CONFIG_HOME"
        echo $XDG_CONFIG_HOME/landrun
    else
        echo $HOME/.config/landrun
    end
end

# _landrun_marked DIRECTORY KIND: prints the mark that leads to this directory, by whatever name.
function _landrun_marked
    set -l marks (_landrun_directories)/$argv[2]
    test -d "$marks"; or return 1
    set -l found (command find -L "$marks" -mindepth 1 -maxdepth 1 -samefile $argv[1] -print -quit 2>/dev/null | string collect)
    test -n "$found"; and printf '%s' $found
end

# Sets _landrun_root to the marked directory that the working directory lies in, or to nothing. It climbs by `..`.
function _landrun_find
    set -g _landrun_root
    set -l at .
    set -l top (command stat -c %d:%i /)
    while true
        set -l number (command stat -c %d:%i $at); or return 1
        if _landrun_marked $at directories >/dev/null
            set -g _landrun_root $at
            return 0
        end
        test "$number" != "$top"; or return 0
        if _landrun_marked $at/.. each >/dev/null
            set -g _landrun_root $at
            return 0
        end
        test -d $at/..; or return 1
        set at $at/..
    end
end

# _landrun_command PROFILE COMMAND [ARGUMENT...]
function _landrun_command
    if not _landrun_find
        echo "$argv[2]: what the working directory lies in is not to be seen; nothing was run" >&2
        return 125
    end
    if test -z "$_landrun_root"
        command $argv[2..-1]
        return
    end
    if not string match -q -- '/*' "$_landrun_program"
        echo "$argv[2]: there is no landrun, and this directory is marked; nothing was run" >&2
        return 125
    end
    $_landrun_program --profile $argv[1] --rwx $_landrun_root -- $argv[2..-1]
end

function landrun_run
    if not _landrun_find; or test -z "$_landrun_root"
        echo 'landrun_run: this directory is not marked (landrun_mark); nothing was run' >&2
        return 125
    end
    _landrun_command make $argv
end

function landrun_mark
    set -l kind directories
    if test "$argv[1]" = --each
        set kind each
        set -e argv[1]
    end
    set -l directory (command realpath -- (test -n "$argv[1]"; and echo $argv[1]; or echo .) | string collect); or return 1
    test -d "$directory"; or begin
        echo 'landrun_mark: there is no such directory, or its name ends with a newline' >&2
        return 1
    end
    # The whole of a home is no project. Each directory in it may be one.
    set -l home (command realpath -- $HOME)
    set -l above (string trim --right --chars=/ -- $directory | string collect)/
    if test $kind = directories; and test (string sub --length (string length -- $above) -- $home/ | string collect) = $above
        echo "landrun_mark: $directory holds your home directory" >&2
        return 1
    end
    _landrun_marked $directory $kind >/dev/null; and return 0
    set -l name (string replace --all --regex '[^A-Za-z0-9._-]' _ -- (string split --right --max 1 --fields 2 / -- $directory | string collect) | string collect)
    set -l sum (printf '%s' $directory | command cksum | string split --fields 1 ' ')
    command mkdir -p -- (_landrun_directories)/$kind; and command ln -s -- $directory (_landrun_directories)/$kind/$name-$sum
end

function landrun_unmark
    set -l removed
    set -l directory .
    test -z "$argv[1]"; or set directory $argv[1]
    for kind in directories each
        set -l mark (_landrun_marked $directory $kind | string collect)
        test -n "$mark"; and command rm -- $mark; and set removed 1
    end
    test -n "$removed"; or begin
        echo 'landrun_unmark: this directory itself is not marked (landrun_marks)' >&2
        return 1
    end
end

function landrun_marks
    for kind in directories each
        for mark in (_landrun_directories)/$kind/*
            printf '%s\t%s\n' $kind (string escape -- (command readlink -- $mark | string collect))
        end
    end
end

for pair in $LANDRUN_COMMANDS
    if not string match -q --regex '^[A-Za-z0-9._+-]+:[A-Za-z0-9._+-]+$' -- $pair
        echo "landrun.fish: in LANDRUN_COMMANDS, $pair is not COMMAND:PROFILE" >&2
        continue
    end
    set -l name (string split --fields 1 : -- $pair)
    set -l profile (string split --fields 2 : -- $pair)
    eval "function $name --wraps $name; _landrun_command $profile $name \$argv; end"
end

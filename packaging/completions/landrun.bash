# Completes landrun(1) in bash, with bash-completion: options, their values, then the command and its own arguments.

# What follows each option.
declare -gA _landrun_options=(
    [--ro]='paths'
    [--rox]='paths'
    [--rw]='paths'
    [--rwx]='paths'
    [--exec]='switch'
    [--fs]='rights'
    [--unix]='paths'
    [--deny]='paths'
    [--add-exec]='switch'
    [--ldd]='switch'
    [--ignore-missing]='switch'
    [--no-metadata]='switch'
    [--unrestricted-filesystem]='switch'
    [--bind-tcp]='any'
    [--connect-tcp]='any'
    [--bind-udp]='any'
    [--connect-udp]='any'
    [--dns]='switch'
    [--no-dns]='switch'
    [--unrestricted-network]='switch'
    [--unrestricted-scoped]='switch'
    [--keep-fd]='words all'
    [--keep-cap]='words all chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore'
    [--limit]='words cpu= memory= processes= files= file-size='
    [--timeout]='any'
    [--env]='variables'
    [--env-all]='switch'
    [--env-none]='switch'
    [--profile]='profiles'
    [--policy]='paths'
    [--list-profiles]='switch'
    [--show-profile]='profiles'
    [--best-effort]='switch'
    [--strict]='switch'
    [--abi]='any'
    [--no-seccomp]='switch'
    [--log-disable-originating]='switch'
    [--log-enable-subprocesses]='switch'
    [--log-disable-subdomains]='switch'
    [--quiet]='paths'
    [--log-level]='words error info debug'
    [--dry-run]='switch'
    [--why]='paths'
    [--status]='switch'
    [--try]='any'
    [--json]='switch'
    [--format]='words text setpriv'
    [--learn]='attached'
    [--explain]='switch'
    [--help]='switch'
    [--version]='switch'
)

_landrun_rights=(ro rox rw rwx execute write_file read_file read_dir remove_dir remove_file make_char make_dir make_reg make_sock make_fifo make_block make_sym refer truncate ioctl_dev resolve_unix)

# Completes the last element of a list with commas: _landrun_list LIST WORDS... A path among the words keeps its slash.
_landrun_list() {
    local list=$1 lead= word
    shift
    [[ $list != *,* ]] || lead=${list%,*},
    for word in "$@"; do
        [[ $word != "${list##*,}"* ]] || COMPREPLY+=("$lead$word")
    done
}

_landrun_paths() {
    local last=${1##*,} path paths=()
    # Of a single path the shell knows all: a tilde, quotes, the slash behind a directory.
    if [[ $1 != *,* && $2 == plain ]]; then
        _filedir
        return
    fi
    while IFS= read -r path; do
        [[ -d $path ]] && path+=/
        printf -v path %q "$path"
        paths+=("$path")
    done < <(compgen -f -- "$last")
    compopt -o nospace
    _landrun_list "$1" "${paths[@]}"
}

_landrun_profiles() {
    local profiles=() name rest
    while read -r name rest; do
        [[ $name == *[!a-zA-Z0-9._/-]* ]] || profiles+=("$name")
    done < <("${COMP_WORDS[0]}" --list-profiles 2>/dev/null)
    _landrun_list "$1" "${profiles[@]}"
    [[ $1 == */* || ${#COMPREPLY[@]} = 0 ]] && _landrun_paths "$1" "$2"
}

# Completes the value $2 of the option $1; $3 is "plain" where the value is a word of its own.
_landrun_value() {
    local kind=${_landrun_options[$1]-any}
    case $kind in
        paths | attached) _landrun_paths "$2" "$3" ;;
        profiles) _landrun_profiles "$2" "$3" ;;
        variables)
            if [[ $2 == *=* ]]; then
                compopt -o default
            else
                # shellcheck disable=SC2046 # names of variables have no spaces
                _landrun_list "$2" $(compgen -e)
            fi
            ;;
        rights)
            if [[ $2 == *:* ]]; then
                _landrun_paths "${2#*:}" list
                COMPREPLY=("${COMPREPLY[@]/#/${2%%:*}:}")
            else
                compopt -o nospace
                _landrun_list "$2" "${_landrun_rights[@]}"
            fi
            ;;
        words\ *)
            [[ $kind != *= ]] || compopt -o nospace
            # shellcheck disable=SC2086 # a list of words
            _landrun_list "$2" ${kind#words }
            ;;
    esac
}

_landrun() {
    local cur prev words cword
    _get_comp_words_by_ref -n =: cur prev words cword
    COMPREPLY=()

    # The words as bash splits them, at equals signs and colons too, are counted along: _command_offset wants their number.
    local index raw=1 whole expects= option=
    for ((index = 1; index <= cword; index++)); do
        local first=$raw
        whole=
        while [[ $whole != "${words[index]}" && $raw -le $COMP_CWORD ]]; do
            whole+=${COMP_WORDS[raw++]}
        done
        [[ $raw -gt $first ]] || ((raw++))
        if ((index == cword)); then
            [[ -z $expects && $cur != -* ]] && { _command_offset "$first"; return; }
            break
        fi
        if [[ -n $expects ]]; then
            expects=
        elif [[ ${words[index]} == -- || ${words[index]} != -?* ]]; then
            [[ ${words[index]} == -- ]] && first=$raw
            _command_offset "$first"
            return
        elif [[ ${words[index]} != *=* ]]; then
            option=${words[index]}
            case ${_landrun_options[$option]-switch} in
                switch | attached) ;;
                *) expects=$option ;;
            esac
        fi
    done

    local form=plain lead= value=$cur
    if [[ -z $expects && $cur == --*=* ]]; then
        expects=${cur%%=*} value=${cur#*=} lead=${cur%%=*}= form=attached
    fi
    if [[ -n $expects ]]; then
        _landrun_value "$expects" "$value" "$form"
        [[ $form = plain && ${#COMPREPLY[@]} -gt 0 && $cur != *[:=]* ]] && return
        # Readline replaces only what stands behind the last equals sign or colon at which it split.
        local split=${COMP_WORDS[COMP_CWORD]}
        [[ $split == [:=] ]] && split=
        local done=$lead$value
        done=${done%"$split"}
        local word candidates=("${COMPREPLY[@]}")
        COMPREPLY=()
        for word in "${candidates[@]}"; do
            word=$lead$word
            COMPREPLY+=("${word#"$done"}")
        done
        return
    fi

    local name names=()
    for name in "${!_landrun_options[@]}"; do
        names+=("$name")
    done
    # shellcheck disable=SC2207 # names of options have no spaces
    COMPREPLY=($(compgen -W "${names[*]}" -- "$cur"))
} &&
    complete -F _landrun landrun

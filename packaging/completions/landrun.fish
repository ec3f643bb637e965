# Completes landrun(1) in fish: options, their values, then the command and its own arguments.

set -g __landrun_rights ro rox rw rwx execute write_file read_file read_dir remove_dir remove_file make_char make_dir make_reg make_sock make_fifo make_block make_sym refer truncate ioctl_dev resolve_unix

# Prints the words of the command, the one being typed last; fails where there is no command yet.
function __landrun_command
    set -l words (commandline -opc)[2..-1]
    set -l current (commandline -ct)
    while set -q words[1]
        set -l word $words[1]
        set -e words[1]
        if test "$word" = --
            break
        else if contains -- $word $__landrun_options_with_value
            # Its value is being typed, or is behind us.
            set -q words[1]; or return 1
            set -e words[1]
        else if not string match -q -- '-?*' $word
            set -p words $word
            break
        else if not set -q words[1]
            string match -q -- '-*' $current; and return 1
        end
    end
    if not set -q words[1]
        string match -q -- '-*' $current; and return 1
    end
    printf '%s\n' $words $current
end

function __landrun_before_command
    not set -l words (__landrun_command); or test (count $words) = 1
end

function __landrun_subcommand
    set -l words (__landrun_command); or return
    complete -C (string join ' ' -- (string escape -- $words[1..-2]) $words[-1])
end

# The value being typed, without the option in front of it.
function __landrun_value
    string replace -r -- '^--[^=]*=' '' (commandline -ct)
end

# Prints each word behind the elements of the list that stand already.
function __landrun_list
    set -l lead (string match -r -- '^.*,' (__landrun_value))
    printf '%s\n' "$lead"$argv
end

function __landrun_words
    __landrun_list $argv
end

function __landrun_paths
    set -l value (__landrun_value)
    set -l lead (string match -r -- '^.*,' $value)
    set -l paths (complete -C "'' "(string replace -r -- '^.*,' '' $value))
    test (count $paths) -gt 0; and printf '%s\n' "$lead"$paths
end

function __landrun_rights
    set -l value (__landrun_value)
    if string match -q -- '*:*' $value
        set -l lead (string match -r -- '^[^:]*:(?:.*,)?' $value)
        set -l paths (complete -C "'' "(string replace -r -- '^[^:]*:(.*,)?' '' $value))
        test (count $paths) -gt 0; and printf '%s\n' "$lead"$paths
    else
        __landrun_list $__landrun_rights:
    end
end

function __landrun_variables
    __landrun_list (set -nx)
end

function __landrun_profiles
    set -l landrun (commandline -opc)[1]
    __landrun_list ($landrun --list-profiles 2>/dev/null | string match -r -- '^[A-Za-z0-9.][A-Za-z0-9._/-]*')
    __landrun_paths
end

set -g __landrun_options_with_value --ro --rox --rw --rwx --fs --unix --deny --bind-tcp --connect-tcp --bind-udp --connect-udp --keep-fd --keep-cap --limit --timeout --env --profile --policy --show-profile --abi --quiet --log-level --why --try --format
complete -c landrun -n __landrun_before_command -l ro -x -a '(__landrun_paths)' -d 'Read a file, or read and list a directory and all beneath it.'
complete -c landrun -n __landrun_before_command -l rox -x -a '(__landrun_paths)' -d 'As --ro, and execute.'
complete -c landrun -n __landrun_before_command -l rw -x -a '(__landrun_paths)' -d 'Read, write and truncate a file; in a directory also create, remove, rename and link.'
complete -c landrun -n __landrun_before_command -l rwx -x -a '(__landrun_paths)' -d 'As --rw, and execute.'
complete -c landrun -n __landrun_before_command -l exec -d 'Make every --ro and --rw path executable too.'
complete -c landrun -n __landrun_before_command -l fs -x -a '(__landrun_rights)' -d 'Exactly these rights by the kernel\'s names (read_file,write_file:/x), or ro, rox, rw, rwx.'
complete -c landrun -n __landrun_before_command -l unix -x -a '(__landrun_paths)' -d 'Connect to this unix socket, or to any beneath a directory.'
complete -c landrun -n __landrun_before_command -l deny -x -a '(__landrun_paths)' -d 'Keep this closed inside of what is opened, by opening what lies around it when landrun starts.'
complete -c landrun -n __landrun_before_command -l add-exec -d 'Allow the command and its interpreters to be read and executed, wherever they are.'
complete -c landrun -n __landrun_before_command -l ldd -d 'Allow the libraries that the command and its interpreters need, and their loader.'
complete -c landrun -n __landrun_before_command -l ignore-missing -d 'Skip paths that do not exist instead of refusing to run.'
complete -c landrun -n __landrun_before_command -l no-metadata -d 'Refuse changes of modes, owners, times and attributes; done unasked where no path is writable.'
complete -c landrun -n __landrun_before_command -l unrestricted-filesystem -d 'Leave files and unix sockets by path alone.'
complete -c landrun -n __landrun_before_command -l bind-tcp -x -d 'Bind these TCP ports; 0 stands for the kernel\'s ephemeral ports.'
complete -c landrun -n __landrun_before_command -l connect-tcp -x -d 'Connect to these TCP ports.'
complete -c landrun -n __landrun_before_command -l bind-udp -x -d 'Bind these UDP ports; 0 stands for the kernel\'s ephemeral ports.'
complete -c landrun -n __landrun_before_command -l connect-udp -x -d 'Send to these UDP ports, from an ephemeral one.'
complete -c landrun -n __landrun_before_command -l dns -d 'Resolve names: port 53, and the resolver\'s files. --connect-tcp opens UDP port 53 unasked.'
complete -c landrun -n __landrun_before_command -l no-dns -d 'Don\'t let --connect-tcp open UDP port 53.'
complete -c landrun -n __landrun_before_command -l unrestricted-network -d 'Leave the network alone.'
complete -c landrun -n __landrun_before_command -l unrestricted-scoped -d 'Let signals and abstract unix sockets leave the sandbox.'
complete -c landrun -n __landrun_before_command -l keep-fd -x -a '(__landrun_words all)' -d 'Pass this open descriptor on, or all; without it, 0 to 2 and those named as /dev/fd/N pass.'
complete -c landrun -n __landrun_before_command -l keep-cap -x -a '(__landrun_words all chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore)' -d 'Keep this capability (net_admin), or all, besides those of an ordinary service.'
complete -c landrun -n __landrun_before_command -l limit -x -a '(__landrun_words cpu= memory= processes= files= file-size=)' -d 'Limit cpu=10s, memory=512M, processes=64, files=256 or file-size=1G; a list of them.'
complete -c landrun -n __landrun_before_command -l timeout -x -d 'End the command and what it started after 30s (500ms, 5m, 2h), with exit status 124.'
complete -c landrun -n __landrun_before_command -l env -x -a '(__landrun_variables)' -d 'Pass variables by name (NAME, \'PREFIX_*\', a list of such), or set one (NAME=VALUE).'
complete -c landrun -n __landrun_before_command -l env-all -d 'Pass every variable.'
complete -c landrun -n __landrun_before_command -l env-none -d 'Pass only what --env names, without the usual harmless ones.'
complete -c landrun -n __landrun_before_command -l profile -x -a '(__landrun_profiles)' -d 'Open also what this profile opens: one of --list-profiles, or a file (with a / in its name).'
complete -c landrun -n __landrun_before_command -l policy -x -a '(__landrun_paths)' -d 'Open what this file of landlockconfig opens (TOML or JSON).'
complete -c landrun -n __landrun_before_command -l list-profiles -d 'List the profiles that --profile finds by name, and those in ./.landrun.'
complete -c landrun -n __landrun_before_command -l show-profile -x -a '(__landrun_profiles)' -d 'Print a profile.'
complete -c landrun -n __landrun_before_command -l best-effort -d 'Run with what this kernel can enforce, and say what it can\'t (the default).'
complete -c landrun -n __landrun_before_command -l strict -d 'Refuse to run where anything can\'t be enforced; the same as --best-effort=false.'
complete -c landrun -n __landrun_before_command -l abi -x -d 'Behave as on a kernel with Landlock\'s ABI N; 0 is one without Landlock.'
complete -c landrun -n __landrun_before_command -l no-seccomp -d 'Install no seccomp filter; what Landlock can\'t close stays open, and is said.'
complete -c landrun -n __landrun_before_command -l log-disable-originating -d 'Keep a denied start of the command out of the kernel\'s audit log (Linux 6.15).'
complete -c landrun -n __landrun_before_command -l log-enable-subprocesses -d 'Log what the command, and what it executes, is denied; without it the kernel logs none of that.'
complete -c landrun -n __landrun_before_command -l log-disable-subdomains -d 'Keep denials of sandboxes nested in this one out of the log.'
complete -c landrun -n __landrun_before_command -l quiet -x -a '(__landrun_paths)' -d 'Keep denials on this path, and beneath it, out of the log (Linux 7.2).'
complete -c landrun -n __landrun_before_command -l log-level -x -a '(__landrun_words error info debug)' -d 'What landrun says: error (the default), info or debug. LANDRUN_LOG_LEVEL sets it too.'
complete -c landrun -n __landrun_before_command -l dry-run -d 'Show what would be enforced, each rule and where it comes from, and run nothing.'
complete -c landrun -n __landrun_before_command -l why -x -a '(__landrun_paths)' -d 'Say whether a PATH, unix:PATH, tcp:PORT or udp:PORT would be reachable, and by which rule; run nothing.'
complete -c landrun -n __landrun_before_command -l status -d 'Show what this kernel enforces, try it, and end with 1 where something is open.'
complete -c landrun -n __landrun_before_command -l try -x -d 'Try from here what should be closed, and print each errno; --status runs it.'
complete -c landrun -n __landrun_before_command -l json -d 'Print a report for programs.'
complete -c landrun -n __landrun_before_command -l format -x -a '(__landrun_words text setpriv)' -d 'Print the dry run as setpriv\'s options (setpriv) or for people (text).'
complete -c landrun -n __landrun_before_command -l learn -d 'Run with files and network open, watch, and print the smallest sensible policy at the end; write it to FILE as well.'
complete -c landrun -n __landrun_before_command -l explain -d 'Run restricted, watch, and say at the end what was denied, by what, and which option opens it.'
complete -c landrun -n __landrun_before_command -s h -l help -d 'Show this help.'
complete -c landrun -n __landrun_before_command -s v -l version -d 'Show the version.'

complete -c landrun -f -a '(__landrun_subcommand)'

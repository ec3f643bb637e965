"""complete.py SHELL COMPLETIONS DIRECTORY LINE...: types each LINE and a tab into a real shell on a terminal of its own, and prints the
words that then stand on it, with tabs between. fish is asked for the last word's candidates. DIRECTORY is the working directory and has a program landrun that prints its arguments."""
import os
import pty
import select
import sys
import time

shell, completions, directory, *lines = sys.argv[1:]

BASH = f"""
bind 'set bell-style none' 'set completion-query-items 0'
. /usr/share/bash-completion/bash_completion
. {completions}/landrun.bash
bind '"\\t": insert-completions'
PS1='read''y> '
"""
ZSH = f"""
PS1='starting> '
fpath=({completions} $fpath)
autoload -Uz compinit && compinit -u -D
zle -C all-matches complete-word _generic
zstyle ':completion:all-matches:*' completer _all_matches _complete
zstyle ':completion:all-matches:*' insert true
bindkey '^I' all-matches
PS1='read''y> '
"""

if shell == "fish":
    os.chdir(directory)
    os.environ.update(PATH=directory + ":" + os.environ["PATH"], XDG_CONFIG_HOME=directory, XDG_DATA_HOME=directory)
    script = """source $argv[1]/landrun.fish
        for line in $argv[2..]
            string join \\t -- (complete -C $line | string replace -r '\\t.*' '')
        end"""
    os.execvp("fish", ["fish", "--private", "-c", script, completions, *lines])

pid, terminal = pty.fork()
if pid == 0:
    os.chdir(directory)
    os.environ.update(PATH=directory + ":" + os.environ["PATH"], TERM="dumb", COLUMNS="4000")
    os.execvp(shell, ["bash", "--noprofile", "--norc", "-i"] if shell == "bash" else ["zsh", "-f", "-i"])


def read_until(marker, skip=b"", seconds=60):
    text, end = b"", time.monotonic() + seconds
    while skip not in text or marker not in text[text.index(skip):]:
        if not select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
            sys.exit("timed out waiting for " + repr(marker) + " in " + repr(text))
        text += os.read(terminal, 65536)
    return text


setup = os.path.join(directory, "setup." + shell)
with open(setup, "w") as file:
    file.write(BASH if shell == "bash" else ZSH)
os.write(terminal, f". {setup}\n".encode())
read_until(b"ready> ")
for line in lines:
    os.write(terminal, line.encode() + b"\t\n")
    words = read_until(b"ready> ", skip=b"end of words").split(b"begin of words")[1].split(b"end of words")[0]
    print(words.replace(b"\r", b"").decode().strip("\n").replace("\n", "\t"))
os.kill(pid, 9)
os.waitpid(pid, 0)

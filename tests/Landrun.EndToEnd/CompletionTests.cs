using Xunit;

namespace Landrun.EndToEnd;

/// <summary>The completions, in the real shells: a tab is typed on a terminal. fish is asked for its candidates.</summary>
public sealed class CompletionTests
{
    /// <summary>In landrun's place: it lists profiles as landrun does, else prints its arguments.</summary>
    private static readonly string Stub = "mkdir alpha beta; touch alpine 'be st'; cat > landrun <<'E'\n#!/bin/sh\n"
        + $"[ \"$1\" != --list-profiles ] || exec {Machine.Landrun} --list-profiles\n"
        + "echo 'begin of words'; printf '%s\\n' \"$@\"; echo 'end of words'\nE\nchmod +x landrun";

    /// <summary>What is typed, and the candidates for the last word, in alphabetical order.</summary>
    private static readonly (string Typed, string Candidates)[] Lines =
    [
        ("--connect-t", "--connect-tcp"),
        ("--strict --rw", "--rw --rwx"),
        ("--ro alp", "alpha alpine"),
        ("--ro=alp", "--ro=alpha --ro=alpine"),
        ("--ro beta,alp", "beta,alpha beta,alpine"),
        ("--ro=beta,alp", "--ro=beta,alpha --ro=beta,alpine"),
        ("--fs read_f", "read_file"),
        ("--fs read_file,make_d", "read_file,make_dir"),
        ("--fs read_file:beta,alp", "read_file:beta,alpha read_file:beta,alpine"),
        ("--fs=read_file:alp", "--fs=read_file:alpha --fs=read_file:alpine"),
        ("--log-level in", "info"),
        ("--log-level=in", "--log-level=info"),
        ("--keep-cap chown,net_a", "chown,net_admin"),
        ("--limit cpu=1s,mem", "cpu=1s,memory="),
        ("--env TERM,PAT", "TERM,PATH"),
        ("--profile dot", "dotnet"),
        ("--profile=dot", "--profile=dotnet"),
        ("--profile git,pyt", "git,python"),
        ("--profile p", "pip proc project python"),
        ("--profile ./alpi", "./alpine"),
        ("--show-profile rus", "rust"),
        // The command, and its own arguments: its options are not landrun's.
        ("gzex", "gzexe"),
        ("--strict --ro / gzex", "gzexe"),
        ("--ro=/ --fs=read_file:/ -- gzex", "gzexe"),
        ("--ro / ls alp", "alpha alpine"),
        ("--ro / -- ls alp", "alpha alpine"),
        ("--exec git --no-pag", "--no-pager"),
        ("--ro=/ --fs=read_file:/ --env A=b git rebas", "rebase"),
    ];

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void A_tab_completes(string shell)
    {
        Machine.Tool(shell);
        Assert.SkipWhen(shell == "bash" && !File.Exists("/usr/share/bash-completion/bash_completion"), "bash-completion is not installed");
        using Scene scene = new Scene(Account.Caller).Set(Stub);
        string[] driver = [Machine.Python(), AppContext.BaseDirectory + "/complete.py", shell, Machine.Repository + "/packaging/completions", scene.Root];

        Outcome outcome = Machine.Run(Account.Caller, [.. driver, .. Lines.Select(line => "landrun " + line.Typed)], new() { ["HOME"] = scene.Root });

        Assert.Equal("", outcome.Errors);
        Assert.Equal(Lines.Select(line => line.Typed + " => " + Expected(shell, line.Typed, line.Candidates)), Lines.Zip(outcome.Output.Split('\n'), (line, words) => line.Typed + " => " + Plain(words)));
    }

    /// <summary>Whether a path or a right gets a slash, a colon or nothing is the shell's own way.</summary>
    private static string Plain(string words) => string.Join(' ', words.Split('\t').Select(word => word.TrimEnd('/', ':')));

    private static string Expected(string shell, string typed, string candidates)
    {
        if (shell == "fish")
        {
            return candidates;
        }

        // bash inserts the second candidate without what stands before an equals sign or a colon.
        string last = typed.Split(' ')[^1];
        int before = shell == "bash" ? last.LastIndexOfAny(['=', ':']) + 1 : 0;
        return string.Join(' ', typed.Split(' ')[..^1].Select(word => word.TrimEnd('/', ':')).Concat(candidates.Split(' ').Select((word, index) => index == 0 ? word : word[before..])));
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>Every ELF program of the system that says its version or its help, with the two options that open a program.</summary>
public sealed class InstalledProgramsTests
{
    /// <summary>Not run even as an unprivileged user: each changes the machine or the session if it takes its argument for something else.</summary>
    private static readonly Regex Dangerous = new(
        "^(reboot|shutdown|halt|poweroff|init|telinit|runlevel|systemctl|systemd.*|kexec|"
        + "mkfs.*|mke2fs|mkswap|mkdosfs|.*fdisk|wipefs|dd|shred|blkdiscard|swapon|swapoff|badblocks|debugfs|e2image|resize2fs|tune2fs|fsck.*|e2fsck|"
        + "login|sulogin|agetty|getty|su|sudo|passwd|newgrp|sg|at|batch|crontab|wall|write|killall.*|pkill|kill|"
        + "modprobe|insmod|rmmod|kmod|ldconfig|zic|hwclock|losetup|mount|umount|pivot_root|switch_root|docker.*|containerd.*|landrun)$");

    [Fact]
    public void Each_says_its_version_or_help_with_what_the_documentation_says()
    {
        Account account = Machine.IsRoot ? Account.Nobody : Account.Caller;
        using Scene home = new(account);
        ConcurrentBag<string> failed = [];
        int started = 0;
        int alone = 0;
        Parallel.ForEach(Programs(), new ParallelOptions { MaxDegreeOfParallelism = 2 }, program =>
        {
            // What doesn't do it within a second without a sandbox is no measure.
            string? option = new[] { "--version", "--help" }.FirstOrDefault(word => Run(account, home, TimeSpan.FromSeconds(1), [program, word])?.Status == 0);
            if (option is null)
            {
                return;
            }

            Interlocked.Increment(ref started);
            List<string> options = ["--add-exec", "--ldd", "--ignore-missing"];
            Outcome? first = Run(account, home, TimeSpan.FromMinutes(1), [Machine.Landrun, .. options, "--", program, option]);
            Outcome? last = first;
            if (last?.Status == 0)
            {
                Interlocked.Increment(ref alone);
            }

            foreach (string more in last?.Status == 0 ? [] : Documented())
            {
                options.AddRange(more.Replace("$HOME", home.Root, StringComparison.Ordinal).Split(' '));
                last = Run(account, home, TimeSpan.FromMinutes(1), [Machine.Landrun, .. options, "--", program, option]);
                if (last?.Status == 0)
                {
                    break;
                }
            }

            if (last?.Status != 0 || first!.Status is 125 or 126 || first.Errors.Contains("error while loading shared libraries"))
            {
                failed.Add($"{program} {option}: {first?.Status}, {first?.Errors.Split('\n')[0]}; at last {last?.Status}, {last?.Errors.Split('\n')[0]}");
            }
        });

        Assert.True(failed.IsEmpty, string.Join('\n', failed));
        Assert.True(started > 200, $"only {started} programs started");
        Assert.True(alone > started * 0.8, $"{alone} of {started} start with the two options alone");
        TestContext.Current.TestOutputHelper?.WriteLine($"{alone} of {started} programs start with the two options alone");
    }

    /// <summary>The options of the table in docs/ldd.md.</summary>
    private static string[] Documented()
    {
        string[] options = [.. File.ReadAllLines(Machine.Repository + "/docs/ldd.md").Select(line => Regex.Match(line, @"^\|.*\| `(--.*)` \|$")).Where(match => match.Success).Select(match => match.Groups[1].Value)];
        Assert.Equal(5, options.Length);
        return options;
    }

    /// <summary>Each file once, by the first of its names.</summary>
    private static string[] Programs() =>
        [.. new[] { "/usr/bin", "/usr/sbin" }.SelectMany(Directory.GetFiles).Order(StringComparer.Ordinal)
            .Where(path => IsElf(path) && !Dangerous.IsMatch(Path.GetFileName(path)))
            .DistinctBy(path => new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path)];

    private static bool IsElf(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] head = new byte[4];
            return file.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.AsSpan().SequenceEqual("\u007fELF"u8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Null where it didn't end in time; whatever it started is then ended too.</summary>
    private static Outcome? Run(Account account, Scene home, TimeSpan limit, string[] command)
    {
        string[] words = ["env", "-i", "PATH=/usr/bin:/usr/sbin", "HOME=" + home.Root, "sh", "-c", "cd \"$HOME\" && exec \"$@\"", "sh", .. command];
        using Process process = Machine.Start(account, words);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        // What it left behind may hold the pipes open.
        return Task.WaitAll([output, errors], TimeSpan.FromSeconds(10)) ? new Outcome(process.ExitCode, output.Result, errors.Result) : null;
    }
}

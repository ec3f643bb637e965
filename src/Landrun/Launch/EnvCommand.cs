using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Launch;

/// <summary>What env(1) starts, where a <c>#!</c> line names it: <c>#!/usr/bin/env node</c>, <c>#!/usr/bin/env -S python3 -u</c>.</summary>
internal static unsafe class EnvCommand
{
    /// <summary>The program that env(1) finds; null where there is none, or where it can't be told.</summary>
    /// <param name="argument">What stands behind env, which the kernel hands over as one argument.</param>
    /// <param name="environment">The environment that env(1) starts with.</param>
    public static byte* Find(ReadOnlySpan<byte> argument, byte** environment)
    {
        byte* searchPath = EnvironmentBlock.Get(environment, "PATH"u8);
        byte* name = Name(argument, ref searchPath);
        if (name == null)
        {
            return null;
        }

        // execvp(3) without PATH: confstr(_CS_PATH).
        return CommandLookup.Find(name, searchPath == null ? CString.Copy("/bin:/usr/bin"u8) : searchPath, out Errno _);
    }

    /// <summary>The name of the command, and the PATH that it is looked up in, which the line may set.</summary>
    public static byte* Name(ReadOnlySpan<byte> argument, ref byte* searchPath)
    {
        if (argument.IsEmpty)
        {
            return null;
        }

        if (argument[0] != (byte)'-')
        {
            // One argument, spaces and all.
            return argument.Contains((byte)'=') ? null : CString.Copy(argument);
        }

        ReadOnlySpan<byte> line = BehindSplit(argument, ref searchPath);
        while (NextWord(ref line, out byte* word))
        {
            ReadOnlySpan<byte> text = CString.Span(word);
            if (text.SequenceEqual("--"u8) || text.SequenceEqual("-v"u8) || text.SequenceEqual("--debug"u8))
            {
                continue;
            }

            if (text.SequenceEqual("-i"u8) || text.SequenceEqual("-"u8) || text.SequenceEqual("--ignore-environment"u8))
            {
                searchPath = null;
            }
            else if (text.SequenceEqual("-u"u8))
            {
                NextWord(ref line, out byte* variable);
                searchPath = CString.Span(variable).SequenceEqual("PATH"u8) ? null : searchPath;
            }
            else if (text.StartsWith("-"u8))
            {
                // What changes the directory, or isn't known: rather nothing than a guess.
                return null;
            }
            else if (text.StartsWith("PATH="u8))
            {
                searchPath = word + "PATH=".Length;
            }
            else if (!text.Contains((byte)'='))
            {
                return word;
            }
        }

        return null;
    }

    /// <summary>What is to be split: behind <c>-S</c>, which may have other letters before it, or <c>--split-string</c>.</summary>
    private static ReadOnlySpan<byte> BehindSplit(ReadOnlySpan<byte> argument, ref byte* searchPath)
    {
        if (argument.StartsWith("--split-string="u8))
        {
            return argument["--split-string=".Length..];
        }

        for (int index = 1; index < argument.Length; index++)
        {
            switch (argument[index])
            {
                case (byte)'S': return argument[(index + 1)..];
                case (byte)'i': searchPath = null; break;
                case (byte)'v': break;
                default: return default;
            }
        }

        return default;
    }

    /// <summary>Takes a word off, as env(1) does: quotes and escapes are its, variables are not followed.</summary>
    private static bool NextWord(ref ReadOnlySpan<byte> line, out byte* word)
    {
        line = line.TrimStart(" \t\n\v\f\r"u8);
        word = (byte*)Libc.Allocate(null, (nuint)line.Length + 1);
        int length = 0;
        byte quote = 0;
        int index = 0;
        for (; index < line.Length; index++)
        {
            byte item = line[index];
            bool isSpace = item is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
            if ((isSpace && quote == 0) || (item == (byte)'#' && index == 0))
            {
                break;
            }

            if (item == (byte)'$' && quote != (byte)'\'')
            {
                line = default;
                return false;
            }

            if (item is (byte)'"' or (byte)'\'' && (quote == 0 || quote == item))
            {
                quote = quote == 0 ? item : (byte)0;
                continue;
            }

            if (item == (byte)'\\')
            {
                // Only what stands for itself; in single quotes that is less, and all else is as written.
                byte next = index + 1 == line.Length ? (byte)0 : line[index + 1];
                bool escaped = next is (byte)'\\' or (byte)'\'' || (quote != (byte)'\'' && next is ((byte)'"' or (byte)'#' or (byte)'$'));
                if (!escaped && quote != (byte)'\'')
                {
                    line = default;
                    return false;
                }

                item = escaped ? next : item;
                index += escaped ? 1 : 0;
            }

            word[length++] = item;
        }

        word[length] = 0;
        bool found = index > 0 && quote == 0;
        line = found ? line[index..] : default;
        return found;
    }
}

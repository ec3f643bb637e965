using System.Globalization;

namespace Landrun.EndToEnd.Documents;

/// <summary>Takes the commands out of a document. CONTRIBUTING.md says how it is written.</summary>
internal static class DocumentReader
{
    private const string Prompt = "$ ";

    /// <summary>The languages of blocks that are commands; the empty one is that of an indented block.</summary>
    private static readonly string[] Shells = ["", "sh", "bash", "console"];

    /// <summary>Those of blocks that aren't. Another one is a mistake: nothing may be left out unseen.</summary>
    private static readonly string[] Others = ["toml", "csharp", "text", "json", "yaml", "ini", "dockerfile"];

    public static IReadOnlyList<DocumentCommand> Read(string document, string[] lines)
    {
        List<DocumentCommand> commands = [];
        Dictionary<string, string> marks = new(StringComparer.Ordinal);
        for (int index = 0; index < lines.Length; index++)
        {
            string line = lines[index];
            if (line.StartsWith("<!-- ", StringComparison.Ordinal) && line.EndsWith(" -->", StringComparison.Ordinal))
            {
                string[] mark = line[5..^4].Split(": ", 2);
                if (mark[0] == "run")
                {
                    commands.Add(new(document, index + 1, mark[1]) { Hidden = true, AsRoot = true });
                }
                else
                {
                    marks.Add(mark[0], mark.Length > 1 ? mark[1] : "");
                }
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.FindIndex(lines, index + 1, each => each == "```");
                Add(commands, marks, document, index + 1, line[3..], lines[(index + 1)..end]);
                index = end;
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal) && (index == 0 || lines[index - 1].Length == 0))
            {
                int end = index + 1;
                while (end < lines.Length && (lines[end].Length == 0 || lines[end].StartsWith("    ", StringComparison.Ordinal)))
                {
                    end++;
                }

                Add(commands, marks, document, index, "", [.. lines[index..end].Select(each => each.Length == 0 ? each : each[4..])]);
                index = end - 1;
            }
            else if (line.Length > 0)
            {
                Assert.False(line.TrimStart() is ['`', '`', '`', ..] or ['~', '~', '~', ..], $"{document}:{index + 1}: a block begins where no test sees it; begin it with ``` and the line");
                Assert.True(marks.Count == 0, $"{document}:{index + 1}: no block follows {string.Join(", ", marks.Keys)}");
            }
        }

        return commands;
    }

    private static void Add(List<DocumentCommand> commands, Dictionary<string, string> marks, string document, int before, string language, string[] lines)
    {
        if (marks.Remove("file", out string? file))
        {
            commands.Add(new(document, before, $"cat >{file} <<'END OF FILE'\n{string.Join('\n', lines)}\nEND OF FILE") { Hidden = true });
        }
        else if (Shells.Contains(language))
        {
            Queue<int> statuses = new((marks.GetValueOrDefault("status") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word, CultureInfo.InvariantCulture)));
            foreach (DocumentCommand command in Commands(document, before + 1, lines))
            {
                commands.Add(command with
                {
                    Status = statuses.TryDequeue(out int status) ? status : 0,
                    AsRoot = marks.ContainsKey("as root"),
                    Until = marks.GetValueOrDefault("until"),
                    NotRun = marks.GetValueOrDefault("not run"),
                });
            }

            Assert.Empty(statuses);
            marks.Clear();
        }

        Assert.True(Shells.Contains(language) || Others.Contains(language), $"{document}:{before}: is {language} commands or not? Say so in DocumentReader");
        Assert.True(marks.Count == 0, $"{document}:{before}: {string.Join(", ", marks.Keys)} means nothing here");
    }

    /// <summary>The commands of a block: where one ends, the shell knows.</summary>
    private static IEnumerable<DocumentCommand> Commands(string document, int first, string[] lines)
    {
        bool session = lines[0].StartsWith(Prompt, StringComparison.Ordinal);
        for (int index = 0; index < lines.Length;)
        {
            if (lines[index].Length == 0 || lines[index][0] == '#')
            {
                index++;
                continue;
            }

            int start = index;
            string text = session ? lines[index++][Prompt.Length..] : lines[index++];
            while (index < lines.Length && !IsWhole(text))
            {
                text += "\n" + lines[index++];
            }

            int end = index;
            while (session && end < lines.Length && !lines[end].StartsWith(Prompt, StringComparison.Ordinal))
            {
                end++;
            }

            yield return new DocumentCommand(document, first + start, text) { Shown = session ? [.. lines[index..end].Reverse().SkipWhile(line => line.Length == 0).Reverse()] : null };
            index = end;
        }
    }

    private static bool IsWhole(string text) => !text.EndsWith('\\') && Machine.Run(Account.Caller, ["/bin/bash", "-n", "-c", text + "\n"]) is { Status: 0, Errors: "" };
}

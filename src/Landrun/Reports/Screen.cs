using Landrun.Interop;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Landrun.Reports;

/// <summary>Lays out what people read, as wide as their terminal and in its colours; plain where the output is no terminal or
/// NO_COLOR is set (https://no-color.org).</summary>
internal static class Screen
{
    private const int UsualWidth = 100;

    public static string Render(IEnumerable<IRenderable> parts) =>
        Render(parts, Libc.TerminalWidth(1), Environment.GetEnvironmentVariable("NO_COLOR") is null or "" && Environment.GetEnvironmentVariable("TERM") is not "dumb");

    /// <param name="parts">What to lay out, one below the other.</param>
    /// <param name="width">The terminal's columns; 0 where there is none.</param>
    /// <param name="colour">Whether a terminal gets colours.</param>
    internal static string Render(IEnumerable<IRenderable> parts, int width, bool colour)
    {
        using StringWriter text = new() { NewLine = "\n" };
        bool ansi = width > 0 && colour;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ansi ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width > 0 ? width : UsualWidth;
        foreach (IRenderable part in parts)
        {
            console.Write(part);
        }

        // A table is padded to its width; nobody wants that in a file.
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()));
    }
}

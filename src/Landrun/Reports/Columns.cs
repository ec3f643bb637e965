using System.Text;

namespace Landrun.Reports;

/// <summary>Headings, and rows beneath them whose cells stand in columns. With colour, only by the sequences that every terminal of
/// the last decades knows; nothing is asked of the terminal.</summary>
/// <remarks>A library for this would cost every start of the runtime more than all of the report.</remarks>
internal sealed class Columns
{
    /// <summary>A cell that is longer doesn't push the next column away from all others.</summary>
    private const int Widest = 60;

    private const string Bold = "\u001b[1m";
    private const string Faint = "\u001b[2m";
    private const string Red = "\u001b[31m";
    private const string Plain = "\u001b[0m";

    private readonly bool inColour;
    private readonly StringBuilder text = new();
    private readonly List<string[]> rows = [];

    public Columns(bool inColour) => this.inColour = inColour;

    public void Heading(string name, string remark)
    {
        Flush();
        text.Append(text.Length == 0 ? string.Empty : "\n").Append(Coloured(Bold, name));
        text.Append(remark.Length == 0 ? string.Empty : ": ").Append(remark).Append('\n');
    }

    public void Row(params string[] cells) => rows.Add(cells);

    public string Bad(string cell) => Coloured(Red, cell);

    public string Dim(string cell) => Coloured(Faint, cell);

    public override string ToString()
    {
        Flush();
        return text.ToString();
    }

    private void Flush()
    {
        foreach (string[] row in rows)
        {
            int start = text.Length;
            for (int index = 0; index < row.Length; index++)
            {
                text.Append("  ").Append(row[index]);
                if (index < row.Length - 1)
                {
                    int width = rows.Where(other => index < other.Length - 1).Select(other => Width(other[index])).Where(other => other <= Widest)
                        .DefaultIfEmpty(0).Max();
                    text.Append(' ', Math.Max(width - Width(row[index]), 0));
                }
            }

            while (text.Length > start && text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        rows.Clear();
    }

    /// <summary>How many characters a cell shows.</summary>
    private static int Width(string cell)
    {
        int width = 0;
        bool inSequence = false;
        foreach (Rune rune in cell.EnumerateRunes())
        {
            inSequence |= rune.Value == 0x1b;
            width += inSequence ? 0 : 1;
            inSequence &= rune.Value != 'm';
        }

        return width;
    }

    private string Coloured(string colour, string cell) => inColour && cell.Length > 0 ? colour + cell + Plain : cell;
}

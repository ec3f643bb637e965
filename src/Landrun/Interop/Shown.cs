using System.Text;
using Landrun.CommandLine;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;

namespace Landrun.Interop;

/// <summary>What messages show, as strings for the managed part.</summary>
internal static unsafe class Shown
{
    /// <summary>Text from outside: control characters and what is not UTF-8 become <c>\xNN</c>, as in <see cref="Message"/>.</summary>
    public static string Text(ReadOnlySpan<byte> text)
    {
        StringBuilder shown = new();
        while (!text.IsEmpty)
        {
            int size = Utf8.PrintableLength(text);
            _ = size == 0 ? shown.Append("\\x").Append(Convert.ToHexStringLower(text[..1])) : shown.Append(Encoding.UTF8.GetString(text[..size]));
            text = text[Math.Max(size, 1)..];
        }

        return shown.ToString();
    }

    public static string Text(byte* text) => Text(CString.Span(text));

    public static string Origin(in Origin origin) =>
        $"--{Text(OptionTable.Row(origin.Option).Name)}{(origin.Place == null ? string.Empty : $" ({Text(origin.Place)})")}";

    public static string Grant(in PathGrant grant) => $"{Origin(grant.Origin)} {Text(grant.Path)}";

    public static string Error(Errno error) => $"{Text(ErrnoTable.Text(error))} (errno {(int)error})";

    /// <summary>The names of rights of one kind, as the kernel has them.</summary>
    public static List<string> Rights(RightKind kind, ulong rights)
    {
        List<string> names = [];
        for (int index = 0; index < RightTable.Count; index++)
        {
            RightRow row = RightTable.Row(index);
            if (row.Kind == kind && (rights & row.Bit) != 0)
            {
                names.Add(Text(row.Name));
            }
        }

        return names;
    }

    public static List<string> Rights(FileSystemRights rights) => Rights(RightKind.FileSystem, (ulong)rights);
}

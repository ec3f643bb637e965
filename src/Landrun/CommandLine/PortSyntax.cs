using Landrun.Interop;
using Landrun.Landlock;

namespace Landrun.CommandLine;

/// <summary>A port, or a range of ports, as it is typed.</summary>
internal static class PortSyntax
{
    /// <summary>Port 0 can be bound, where it stands for an ephemeral port, but not connected to.</summary>
    public static int Smallest(NetworkRights rights) => (rights & (NetworkRights.BindTcp | NetworkRights.BindUdp)) != 0 ? 0 : 1;

    public static Mistake Parse(ReadOnlySpan<byte> text, NetworkRights rights, out int first, out int last)
    {
        int dash = text.IndexOf((byte)'-');
        first = CString.ParseNumber(dash < 0 ? text : text[..dash]);
        last = dash < 0 ? first : CString.ParseNumber(text[(dash + 1)..]);
        int smallest = Smallest(rights);
        if (first < smallest || first > ushort.MaxValue || last < smallest || last > ushort.MaxValue)
        {
            return Mistake.NotAPort;
        }

        return last < first ? Mistake.NotARange : Mistake.None;
    }
}

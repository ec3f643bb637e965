using Landrun.Interop;

namespace Landrun.CommandLine;

/// <summary>Takes the elements of a comma-separated value one by one; <c>\,</c> is a comma in an element. It works in the value
/// itself: each element is shortened in place and ends with a NUL.</summary>
internal unsafe ref struct ListReader
{
    private byte* rest;

    public ListReader(byte* value) => rest = value;

    /// <summary>The next element; false at the end. An empty value has one empty element.</summary>
    public bool Next(out byte* element)
    {
        element = rest;
        if (rest == null)
        {
            return false;
        }

        byte* write = rest;
        byte* read = rest;
        while (*read != 0 && *read != (byte)',')
        {
            if (read[0] == (byte)'\\' && read[1] == (byte)',')
            {
                read++;
            }

            *write++ = *read++;
        }

        rest = *read == 0 ? null : read + 1;
        *write = 0;
        return true;
    }
}

using Landrun.Interop;

namespace Landrun.CommandLine;

/// <summary>Landrun's words before the parser takes the lists in them apart, for a report that repeats the command line.</summary>
internal static unsafe class TypedWords
{
    /// <summary>A copy of the words, with a null behind the last, where one of them may ask for such a report; else null.</summary>
    public static byte** Copy(byte** words)
    {
        bool asked = false;
        int count = 0;
        while (words[count] != null)
        {
            byte* word = words[count++];
            asked |= word[0] == (byte)'-' && word[1] == (byte)'-'
                && (CString.Span(word).StartsWith("--learn"u8) || CString.Span(word).StartsWith("--explain"u8));
        }

        if (!asked)
        {
            return null;
        }

        NativeList<nint> copies = default;
        for (int index = 0; index < count; index++)
        {
            copies.Add((nint)CString.Copy(CString.Span(words[index])));
        }

        copies.Add(0);
        return (byte**)copies.Items;
    }
}

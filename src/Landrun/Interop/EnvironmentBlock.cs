namespace Landrun.Interop;

/// <summary>The environment as the kernel laid it down: a list of <c>NAME=VALUE</c> that ends with a null.</summary>
internal static unsafe class EnvironmentBlock
{
    /// <summary>The value of a variable; null where it isn't set.</summary>
    public static byte* Get(byte** environment, ReadOnlySpan<byte> name)
    {
        for (byte** entry = environment; *entry != null; entry++)
        {
            ReadOnlySpan<byte> text = CString.Span(*entry);
            if (text.Length > name.Length && text[name.Length] == (byte)'=' && text.StartsWith(name))
            {
                return *entry + name.Length + 1;
            }
        }

        return null;
    }
}

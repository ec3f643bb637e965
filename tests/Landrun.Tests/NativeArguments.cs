using System.Runtime.InteropServices;
using System.Text;

namespace Landrun.Tests;

/// <summary>Words laid out as the kernel lays out argv: pointers, and a null behind the last.</summary>
internal sealed unsafe class NativeArguments : IDisposable
{
    private readonly byte** words;
    private readonly int count;

    public NativeArguments(params string[] words)
        : this([.. words.Select(Encoding.Latin1.GetBytes)])
    {
    }

    public NativeArguments(byte[][] words)
    {
        count = words.Length;
        this.words = (byte**)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(byte*));
        for (int index = 0; index < count; index++)
        {
            byte* word = (byte*)NativeMemory.Alloc((nuint)words[index].Length + 1);
            words[index].CopyTo(new Span<byte>(word, words[index].Length));
            word[words[index].Length] = 0;
            this.words[index] = word;
        }
    }

    public byte** Words => words;

    public void Dispose()
    {
        for (int index = 0; index < count; index++)
        {
            NativeMemory.Free(words[index]);
        }

        NativeMemory.Free(words);
    }
}

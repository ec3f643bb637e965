using System.Diagnostics.CodeAnalysis;
using Landrun.CommandLine;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;

namespace Landrun.Interop;

/// <summary>One line on standard error, written at once. What comes from outside is shown through <see cref="Quoted(ReadOnlySpan{byte})"/>, so that
/// it can neither break the line nor steer a terminal.</summary>
/// <remarks>The line is gathered outside the stack: a buffer there would make every method that may report something touch pages
/// that it hardly ever needs, and each costs as much as several system calls. There is one message at a time, on one thread.</remarks>
internal unsafe ref struct Message
{
    private static MessageBuffer buffer;

    /// <summary>Whether nothing is written: where another process says the same.</summary>
    public static bool IsSilent { get; set; }

    private int length;

    public static Message Begin()
    {
        Message message = default;
        message.Text("landrun: "u8);
        return message;
    }

    [UnscopedRef]
    public ref Message Text(scoped ReadOnlySpan<byte> text)
    {
        foreach (byte item in text)
        {
            Append(item);
        }

        return ref this;
    }

    [UnscopedRef]
    public ref Message Number(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        int start = digits.Length;
        ulong rest = (ulong)Math.Abs(number);
        do
        {
            digits[--start] = (byte)('0' + (rest % 10));
            rest /= 10;
        }
        while (rest != 0);

        return ref (number < 0 ? ref Text("-"u8) : ref this).Text(digits[start..]);
    }

    [UnscopedRef]
    public ref Message Quoted(byte* text) => ref Quoted(CString.Span(text));

    /// <summary>Text from outside: control characters and what is not UTF-8 become <c>\xNN</c>.</summary>
    [UnscopedRef]
    public ref Message Quoted(scoped ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int size = Utf8.PrintableLength(text);
            if (size == 0)
            {
                Text("\\x"u8).Append("0123456789abcdef"u8[text[0] >> 4]).Append("0123456789abcdef"u8[text[0] & 15]);
                size = 1;
            }
            else
            {
                Text(text[..size]);
            }

            text = text[size..];
        }

        return ref this;
    }

    /// <summary>A path and where it comes from.</summary>
    [UnscopedRef]
    public ref Message Grant(in PathGrant grant) => ref Origin(grant.Origin).Text(" "u8).Quoted(grant.Path);

    /// <summary>An option, and the place behind it where it doesn't stand on the command line: <c>--ldd (/usr/bin/python3)</c>.</summary>
    [UnscopedRef]
    public ref Message Origin(in Origin origin)
    {
        Text("--"u8).Text(OptionTable.Row(origin.Option).Name);
        return ref origin.Place == null ? ref this : ref Text(" ("u8).Quoted(origin.Place).Text(")"u8);
    }

    /// <summary>The kernel's names of rights, with commas between.</summary>
    [UnscopedRef]
    public ref Message Rights(FileSystemRights rights)
    {
        bool first = true;
        for (int index = 0; index < RightTable.Count; index++)
        {
            RightRow row = RightTable.Row(index);
            if (row.Kind == RightKind.FileSystem && ((ulong)rights & row.Bit) != 0)
            {
                Text(first ? default : ","u8).Text(row.Name);
                first = false;
            }
        }

        return ref this;
    }

    [UnscopedRef]
    public ref Message Error(Errno errno) => ref Text(ErrnoTable.Text(errno)).Text(" (errno "u8).Number((int)errno).Text(")"u8);

    public void Send()
    {
        Append((byte)'\n');
        Flush();
    }

    [UnscopedRef]
    private ref Message Append(byte item)
    {
        if (length == MessageBuffer.Capacity)
        {
            Flush();
        }

        buffer[length++] = item;
        return ref this;
    }

    private void Flush()
    {
        if (!IsSilent)
        {
            Libc.Write(2, buffer[..length]);
        }

        length = 0;
    }
}

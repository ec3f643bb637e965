using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;

namespace Landrun.Learning;

/// <summary>A request's command line as it was typed, with options added and without those that ask for watching.</summary>
internal static unsafe class CommandLineText
{
    public static string Write(in LaunchRequest request, IEnumerable<string> added)
    {
        StringBuilder text = new("landrun");
        int options = 0;
        // A profile's command stands elsewhere.
        while (request.Words[options] != null && request.Words + options != request.Command)
        {
            options++;
        }

        for (int index = 0; index < options; index++)
        {
            string word = FileSystem.Text(request.Typed[index]);
            if (word is not "--" && !Asks(word, Option.Learn) && !Asks(word, Option.Explain))
            {
                text.Append(' ').Append(ShellWord.QuoteBytes(word));
            }
        }

        foreach (string word in added)
        {
            text.Append(' ').Append(word);
        }

        text.Append(" --");
        for (byte** word = request.Command; *word != null; word++)
        {
            text.Append(' ').Append(ShellWord.QuoteBytes(FileSystem.Text(*word)));
        }

        return text.ToString();
    }

    private static bool Asks(string word, Option option) =>
        word.Equals(OptionWriter.Name(option), StringComparison.Ordinal) || word.StartsWith(OptionWriter.Name(option) + "=", StringComparison.Ordinal);
}

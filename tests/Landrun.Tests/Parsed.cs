using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Policy;
using Landrun.Profiles;

namespace Landrun.Tests;

/// <summary>What the parser made of a command line, copied out of native memory.</summary>
internal sealed unsafe class Parsed
{
    private Parsed(UsageError error, in LaunchRequest request)
    {
        Mistake = error.Mistake;
        Option = error.Option;
        Text = Encoding.Latin1.GetString(new ReadOnlySpan<byte>(error.Text, error.Length));
        Request = request;
        for (int index = 0; index < request.Paths.Count; index++)
        {
            PathGrant grant = request.Paths[index];
            Paths.Add((Latin1(grant.Path), grant.Rights, grant.Origin.Option));
            Places.Add(Latin1(grant.Origin.Place));
        }

        for (int index = 0; index < request.Ports.Count; index++)
        {
            PortGrant grant = request.Ports[index];
            Ports.Add((grant.First, grant.Last, grant.Rights));
        }

        for (int index = 0; index < request.Variables.Count; index++)
        {
            Variables.Add(Latin1((byte*)request.Variables[index]));
        }

        for (byte** word = request.Command; word != null && *word != null; word++)
        {
            Command.Add(Latin1(*word));
        }
    }

    public Mistake Mistake { get; }

    public Option Option { get; }

    public string Text { get; }

    public LaunchRequest Request { get; }

    public List<(string Path, Landlock.FileSystemRights Rights, Option Origin)> Paths { get; } = [];

    /// <summary>Where each path stands, if not on the command line.</summary>
    public List<string> Places { get; } = [];

    public List<(int First, int Last, Landlock.NetworkRights Rights)> Ports { get; } = [];

    public List<string> Variables { get; } = [];

    public List<string> Command { get; } = [];

    /// <summary>What parser and profiles together make of a command line.</summary>
    /// <param name="environment">The variables, as <c>NAME=VALUE</c>.</param>
    /// <param name="words">The command line.</param>
    public static Parsed WithProfiles(string[] environment, params string[] words)
    {
        using NativeArguments arguments = new(words);
        using NativeArguments variables = new(environment);
        UsageError error = CommandLineParser.Parse(arguments.Words, out LaunchRequest request);
        request.Words = arguments.Words;
        request.Inherited = variables.Words;
        if (error.Mistake == Mistake.None)
        {
            ProfileReader.AddTo(ref request);
        }

        return new Parsed(error, request);
    }

    public static Parsed From(params string[] words)
    {
        using NativeArguments arguments = new(words);
        UsageError error = CommandLineParser.Parse(arguments.Words, out LaunchRequest request);
        return new Parsed(error, request);
    }

    private static string Latin1(byte* text) => Encoding.Latin1.GetString(CString.Span(text));
}

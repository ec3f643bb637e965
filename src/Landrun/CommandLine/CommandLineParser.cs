using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Limits;
using Landrun.Policy;
using Landrun.Sandbox;

namespace Landrun.CommandLine;

/// <summary>Makes a <see cref="LaunchRequest"/> of landrun's arguments. It looks at nothing else, and changes nothing but the
/// option values that are lists, which it takes apart in place.</summary>
internal unsafe ref struct CommandLineParser
{
    private byte** arguments;

    /// <summary>Where the option stands, if not on the command line.</summary>
    private byte* place;

    /// <summary>Paths may be missing.</summary>
    private bool optional;

    private UsageError error;

    /// <summary>Reads the arguments behind the program's own name, up to the command.</summary>
    /// <returns>A mistake, or <see cref="Mistake.None"/> in it.</returns>
    public static UsageError Parse(byte** arguments, out LaunchRequest request)
    {
        request = default;
        request.AbiLimit = int.MaxValue;
        CommandLineParser parser = default;
        parser.arguments = arguments;
        parser.error.Option = Option.Count;
        while (parser.NextOption(ref request))
        {
        }

        return parser.error;
    }

    /// <summary>Gives an option a value as if it stood on the command line; <c>true</c> or <c>false</c> to a switch.</summary>
    /// <param name="request">What the option changes.</param>
    /// <param name="option">The option.</param>
    /// <param name="value">The value; it is kept, and changed where it is a list.</param>
    /// <param name="place">Where that stands, for messages; it is kept.</param>
    /// <param name="optional">Whether paths may be missing.</param>
    /// <returns>A mistake, or <see cref="Mistake.None"/> in it.</returns>
    public static UsageError Give(ref LaunchRequest request, Option option, byte* value, byte* place, bool optional)
    {
        CommandLineParser parser = default;
        parser.place = place;
        parser.optional = optional;
        parser.error.Option = Option.Count;
        parser.error.Place = place;
        _ = parser.Set(ref request, option, value);
        return parser.error;
    }

    /// <summary>The mistake of a request that names no command, where it is one.</summary>
    public static UsageError CheckCommand(in LaunchRequest request) => new()
    {
        Option = Option.Count,
        // What a policy opens can be looked at without a command.
        Mistake = *request.Command == null ? request.Room is Room.DryRun or Room.Why ? Mistake.None : Mistake.NoCommand : **request.Command == 0 ? Mistake.EmptyCommand : Mistake.None,
    };

    private bool NextOption(ref LaunchRequest request)
    {
        byte* word = *arguments;
        ReadOnlySpan<byte> text = CString.Span(word);
        if (word == null || text.IsEmpty || text[0] != (byte)'-' || text.Length == 1 || text.SequenceEqual("--"u8))
        {
            return EndOfOptions(ref request, text);
        }

        arguments++;
        int equals = text.IndexOf((byte)'=');
        ReadOnlySpan<byte> name = equals < 0 ? text : text[..equals];
        Option option = name.StartsWith("--"u8) ? OptionTable.Find(name[2..])
            : name.Length == 2 ? OptionTable.FindShort(name[1])
            : Option.Count;
        if (option == Option.Count)
        {
            return Fail(Mistake.UnknownOption, NearestName.Find(name.TrimStart((byte)'-')), word, name.Length);
        }

        byte* value = equals < 0 ? null : word + equals + 1;
        // A value only behind an equals sign: the next word may be the command.
        bool alone = OptionTable.Row(option).Kind is OptionKind.Switch or OptionKind.OptionalFile;
        return (alone || Value(option, value, out value))
            && Set(ref request, option, value) && !EndsOptions(request.Room);
    }

    /// <summary>What is answered by itself, whatever else the command line says.</summary>
    private static bool EndsOptions(Room room) => room is Room.Help or Room.Version or Room.ListProfiles or Room.ShowProfile;

    private bool Set(ref LaunchRequest request, Option option, byte* value)
    {
        request.Seen |= 1UL << (int)option;
        return OptionTable.Row(option).Kind == OptionKind.Switch ? Switch(ref request, option, value) : Apply(ref request, option, value);
    }

    private bool EndOfOptions(ref LaunchRequest request, ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("--"u8))
        {
            arguments++;
        }

        request.Command = arguments;
        if (request.Json && request.Room == Room.None)
        {
            return Fail(Mistake.NothingToReport, Option.Json, null, 0);
        }

        if (request.Form != ReportForm.Text && (request.Room != Room.DryRun || request.Json))
        {
            return Fail(Mistake.NotThatReport, Option.Format, null, 0);
        }

        if (request.Trace != TraceMode.None && request.Room != Room.None)
        {
            error.Other = request.Room == Room.Why ? Option.Why : request.Room == Room.DryRun ? Option.DryRun : Option.Status;
            return Fail(Mistake.Contradiction, request.Trace == TraceMode.Learn ? Option.Learn : Option.Explain, null, 0);
        }

        if (request.UnrestrictedFilesystem && request.Denied.Count > 0)
        {
            return Fail(Mistake.NothingToDeny, Option.Deny, null, 0);
        }

        if (request.Room is Room.Status or Room.Try)
        {
            return *arguments != null
                && Fail(Mistake.CommandNotWanted, request.Room == Room.Try ? Option.Try : Option.Status, *arguments, CString.Span(*arguments).Length);
        }

        // A profile may name the command.
        if (*arguments != null || request.Sources.Count == 0)
        {
            error = CheckCommand(request);
        }

        return false;
    }

    /// <summary>The value behind the equals sign, else the next word.</summary>
    private bool Value(Option option, byte* attached, out byte* value)
    {
        value = attached;
        if (attached == null)
        {
            value = *arguments;
            ReadOnlySpan<byte> text = CString.Span(value);
            if (value == null || text.SequenceEqual("--"u8))
            {
                return Fail(Mistake.ValueMissing, option, null, 0);
            }

            // A forgotten value must not swallow the next option: what it would have closed stayed open.
            if (text.StartsWith("--"u8))
            {
                int equals = text.IndexOf((byte)'=');
                if (OptionTable.Find(equals < 0 ? text[2..] : text[2..equals]) != Option.Count)
                {
                    return Fail(Mistake.ValueIsOption, option, value, text.Length);
                }
            }

            arguments++;
        }

        return *value != 0 || Fail(Mistake.ValueMissing, option, null, 0);
    }

    private bool Switch(ref LaunchRequest request, Option option, byte* value)
    {
        ReadOnlySpan<byte> text = value == null ? "true"u8 : CString.Span(value);
        bool on = text.SequenceEqual("true"u8);
        if (!on && !text.SequenceEqual("false"u8))
        {
            return Fail(Mistake.NotASwitchValue, option, value, text.Length);
        }

        switch (option)
        {
            case Option.Exec: request.ExecuteEverywhere = on; break;
            case Option.AddExec: request.AddExec = on; break;
            case Option.Ldd: request.Ldd = on; break;
            case Option.IgnoreMissing: request.IgnoreMissing = on; break;
            case Option.NoMetadata: request.NoMetadata = on; break;
            case Option.Dns: return NameResolution(ref request.Dns, option, on, request.NoDns);
            case Option.NoDns: return NameResolution(ref request.NoDns, option, on, request.Dns);
            case Option.NoSeccomp: request.NoSeccomp = on; break;
            case Option.UnrestrictedFilesystem: request.UnrestrictedFilesystem = on; break;
            case Option.UnrestrictedNetwork: request.UnrestrictedNetwork = on; break;
            case Option.UnrestrictedScoped: request.UnrestrictedScoped = on; break;
            case Option.EnvAll: return Variables(ref request, option, on ? EnvironmentMode.All : EnvironmentMode.Usual);
            case Option.EnvNone: return Variables(ref request, option, on ? EnvironmentMode.None : EnvironmentMode.Usual);
            case Option.BestEffort: return Strictness(ref request, option, !on);
            case Option.Strict: return Strictness(ref request, option, on);
            case Option.LogDisableOriginating: Set(ref request.LogOptions, RestrictOptions.LogSameExecOff, on); break;
            case Option.LogEnableSubprocesses: Set(ref request.LogOptions, RestrictOptions.LogNewExecOn, on); break;
            case Option.LogDisableSubdomains: Set(ref request.LogOptions, RestrictOptions.LogSubdomainsOff, on); break;
            case Option.DryRun: return Report(ref request, option, on ? Room.DryRun : Room.None);
            case Option.Status: request.Room = on ? Room.Status : Room.None; break;
            case Option.Json: request.Json = on; break;
            case Option.ListProfiles: request.Room = on ? Room.ListProfiles : Room.None; break;
            case Option.Explain: return Trace(ref request, option, on ? TraceMode.Explain : TraceMode.None);
            case Option.Help: request.Room = on ? Room.Help : Room.None; break;
            case Option.Version: request.Room = on ? Room.Version : Room.None; break;
            default: return Fail(Mistake.UnknownOption, option, value, text.Length);
        }

        return true;
    }

    private static void Set(ref RestrictOptions options, RestrictOptions option, bool on) =>
        options = on ? options | option : options & ~option;

    /// <summary>Two options that say the opposite leave in doubt what was meant.</summary>
    private bool Strictness(ref LaunchRequest request, Option option, bool strict)
    {
        if (request.Has(OptionTable.Row(option).Opposite) && request.Strict != strict)
        {
            return Contradiction(option);
        }

        request.Strict = strict;
        return true;
    }

    /// <summary>One report at a time.</summary>
    private bool Report(ref LaunchRequest request, Option option, Room room)
    {
        if (request.Room is Room.DryRun or Room.Why && room != Room.None && request.Room != room)
        {
            return Contradiction(option);
        }

        request.Room = room;
        return true;
    }

    private bool Learn(ref LaunchRequest request, Option option, byte* file)
    {
        request.LearnFile = file;
        return file != null && *file == 0
            ? Fail(Mistake.ValueMissing, option, null, 0)
            : Trace(ref request, option, TraceMode.Learn);
    }

    /// <summary>One mode opens what the other closes.</summary>
    private bool Trace(ref LaunchRequest request, Option option, TraceMode mode)
    {
        if (request.Has(OptionTable.Row(option).Opposite) && request.Trace != TraceMode.None && mode != TraceMode.None)
        {
            return Contradiction(option);
        }

        request.Trace = mode == TraceMode.None && request.Trace == TraceMode.Learn ? TraceMode.Learn : mode;
        return true;
    }

    private bool NameResolution(ref bool setting, Option option, bool on, bool oppositeIsOn)
    {
        setting = on;
        return !(on && oppositeIsOn) || Contradiction(option);
    }

    private bool Variables(ref LaunchRequest request, Option option, EnvironmentMode mode)
    {
        bool opposed = request.Has(OptionTable.Row(option).Opposite) && request.Environment != EnvironmentMode.Usual;
        if (opposed && mode != EnvironmentMode.Usual)
        {
            return Contradiction(option);
        }

        request.Environment = mode;
        return true;
    }

    private bool Contradiction(Option option)
    {
        error.Other = OptionTable.Row(option).Opposite;
        return Fail(Mistake.Contradiction, option, null, 0);
    }

    private bool Apply(ref LaunchRequest request, Option option, byte* value)
    {
        OptionRow row = OptionTable.Row(option);
        switch (row.Kind)
        {
            case OptionKind.Paths:
                return Paths(ref request, option, row.Rights, value);
            case OptionKind.RightsAndPaths:
                return RightsAndPaths(ref request, option, value);
            case OptionKind.Ports:
                return Ports(ref request, option, row.PortRights, value);
            case OptionKind.Variables:
                return Variables(ref request, option, value);
            case OptionKind.Descriptors:
                return DescriptorList(ref request, option, value);
            case OptionKind.Capabilities:
                return CapabilityList(ref request, option, value);
            case OptionKind.Questions:
                return Report(ref request, option, Room.Why) && Questions(ref request, option, value);
            case OptionKind.Form:
                bool setpriv = CString.Span(value).SequenceEqual("setpriv"u8);
                request.Form = setpriv ? ReportForm.Setpriv : ReportForm.Text;
                return setpriv || CString.Span(value).SequenceEqual("text"u8)
                    || Fail(Mistake.NotAForm, option, value, CString.Span(value).Length);
            case OptionKind.OptionalFile:
                return Learn(ref request, option, value);
            case OptionKind.Sources:
                return SourceList(ref request, option, value);
            case OptionKind.Limits:
                return Limits(ref request, option, value);
            case OptionKind.Duration:
                return QuantitySyntax.ParseDuration(CString.Span(value), out request.Timeout)
                    || Fail(Mistake.NotADuration, option, value, CString.Span(value).Length);
            case OptionKind.Number:
                request.AbiLimit = CString.ParseNumber(CString.Span(value));
                return request.AbiLimit >= 0 || Fail(Mistake.NotANumber, option, value, CString.Span(value).Length);
            case OptionKind.Text:
                request.TryTargets = value;
                request.Room = Room.Try;
                return true;
            default:
                bool known = LogLevelSyntax.Parse(CString.Span(value), out LogLevel level);
                request.LogLevel = level;
                return known || Fail(Mistake.NotALevel, option, value, CString.Span(value).Length);
        }
    }

    private bool Paths(ref LaunchRequest request, Option option, FileSystemRights rights, byte* value)
    {
        ListReader list = new(value);
        while (list.Next(out byte* path))
        {
            if (*path == 0)
            {
                return Fail(Mistake.EmptyElement, option, value, CString.Span(value).Length);
            }

            PathGrant grant = new() { Path = path, Rights = rights, Origin = new Origin(option, place), Optional = optional };
            if (option == Option.Deny)
            {
                request.Denied.Add(grant);
            }
            else
            {
                request.Paths.Add(grant);
            }
        }

        return true;
    }

    private bool Questions(ref LaunchRequest request, Option option, byte* value)
    {
        ListReader list = new(value);
        while (list.Next(out byte* question))
        {
            if (QuestionSyntax.Parse(question).Kind == QuestionKind.None)
            {
                return Fail(Mistake.NotAQuestion, option, question, CString.Span(question).Length);
            }

            request.Questions.Add((nint)question);
        }

        return true;
    }

    private bool RightsAndPaths(ref LaunchRequest request, Option option, byte* value)
    {
        ReadOnlySpan<byte> text = CString.Span(value);
        int colon = text.IndexOf((byte)':');
        if (colon <= 0 || colon == text.Length - 1)
        {
            return Fail(Mistake.NotRights, option, value, text.Length);
        }

        ReadOnlySpan<byte> names = text[..colon];
        Mistake mistake = RightsSyntax.Parse(ref names, out FileSystemRights rights);
        if (mistake != Mistake.None)
        {
            fixed (byte* name = names)
            {
                return Fail(mistake, option, name == null ? value : name, names.Length);
            }
        }

        return Paths(ref request, option, rights, value + colon + 1);
    }

    private bool Ports(ref LaunchRequest request, Option option, NetworkRights rights, byte* value)
    {
        ListReader list = new(value);
        while (list.Next(out byte* port))
        {
            ReadOnlySpan<byte> text = CString.Span(port);
            Mistake mistake = PortSyntax.Parse(text, rights, out int first, out int last);
            if (mistake != Mistake.None)
            {
                return Fail(mistake, option, port, text.Length);
            }

            request.Ports.Add(new PortGrant { First = (ushort)first, Last = (ushort)last, Rights = rights, Origin = new Origin(option, place) });
        }

        return true;
    }

    private bool Variables(ref LaunchRequest request, Option option, byte* value)
    {
        ReadOnlySpan<byte> text = CString.Span(value);
        int equals = text.IndexOf((byte)'=');
        // A comma before the equals sign: two variables were meant, and which value is whose is anybody's guess.
        if (equals == 0 || (equals > 0 && text[..equals].Contains((byte)',')))
        {
            return Fail(Mistake.NotAVariable, option, value, text.Length);
        }

        // What stands behind an equals sign is the value, commas and all.
        if (equals > 0)
        {
            request.Variables.Add((nint)value);
            return true;
        }

        ListReader list = new(value);
        while (list.Next(out byte* name))
        {
            int star = CString.Span(name).IndexOf((byte)'*');
            if (*name == 0 || (star >= 0 && name[star + 1] != 0))
            {
                return Fail(Mistake.NotAVariable, option, name, CString.Span(name).Length);
            }

            request.Variables.Add((nint)name);
        }

        return true;
    }

    private bool DescriptorList(ref LaunchRequest request, Option option, byte* value)
    {
        ListReader list = new(value);
        while (list.Next(out byte* element))
        {
            ReadOnlySpan<byte> text = CString.Span(element);
            int descriptor = CString.ParseNumber(text);
            if (text.SequenceEqual("all"u8))
            {
                request.KeepAllDescriptors = true;
            }
            else if (descriptor >= 0)
            {
                request.Descriptors.Add(descriptor);
            }
            else
            {
                return Fail(Mistake.NotADescriptor, option, element, text.Length);
            }
        }

        return true;
    }

    private bool CapabilityList(ref LaunchRequest request, Option option, byte* value)
    {
        ListReader list = new(value);
        while (list.Next(out byte* element))
        {
            ReadOnlySpan<byte> text = CString.Span(element);
            ulong capabilities = CapabilityTable.Parse(text);
            if (capabilities == 0)
            {
                return Fail(Mistake.NotACapability, option, element, text.Length);
            }

            request.Capabilities |= capabilities;
        }

        return true;
    }

    private bool SourceList(ref LaunchRequest request, Option option, byte* value)
    {
        request.Room = option == Option.ShowProfile ? Room.ShowProfile : request.Room;
        ListReader list = new(value);
        while (list.Next(out byte* name))
        {
            if (*name == 0)
            {
                return Fail(Mistake.EmptyElement, option, value, CString.Span(value).Length);
            }

            request.Sources.Add(new PolicySource { Option = option, Name = name });
        }

        return true;
    }

    private bool Limits(ref LaunchRequest request, Option option, byte* value)
    {
        ListReader list = new(value);
        while (list.Next(out byte* element))
        {
            ReadOnlySpan<byte> text = CString.Span(element);
            int equals = text.IndexOf((byte)'=');
            int row = equals < 0 ? LimitTable.Count : LimitTable.Find(text[..equals]);
            if (row == LimitTable.Count)
            {
                return Fail(equals <= 0 ? Mistake.NotALimit : Mistake.UnknownLimit, option, element, equals <= 0 ? text.Length : equals);
            }

            if (!QuantitySyntax.Parse(text[(equals + 1)..], LimitTable.Row(row).Unit, out ulong quantity))
            {
                return Fail(Mistake.NotAQuantity, option, element, text.Length);
            }

            request.Limits.Add(new LimitGrant { Row = row, Value = quantity });
        }

        return true;
    }

    private bool Fail(Mistake mistake, Option option, byte* text, int length)
    {
        error.Mistake = mistake;
        error.Option = option;
        error.Text = text;
        error.Length = length;
        return false;
    }
}

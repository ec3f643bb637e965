using Landrun.Interop;
using Landrun.Limits;

namespace Landrun.CommandLine;

/// <summary>A mistake in the command line: which, on which option, in which text.</summary>
internal unsafe struct UsageError
{
    public Mistake Mistake;

    public Option Option;

    /// <summary>For a contradiction, the other option.</summary>
    public Option Other;

    /// <summary>The text at fault, and how long it is.</summary>
    public byte* Text;

    public int Length;

    /// <summary>Where it stands, if not on the command line: <c>web.toml(12,3)</c>.</summary>
    public byte* Place;

    /// <summary>Says it in one line, with what to type instead.</summary>
    public readonly void Report()
    {
        Message message = Message.Begin();
        ReadOnlySpan<byte> text = new(Text, Length);
        if (Place != null)
        {
            message.Quoted(Place).Text(": "u8);
        }

        OptionRow row = OptionTable.Row(Option);
        if (Option != Option.Count && Mistake != Mistake.UnknownOption)
        {
            message.Text("--"u8).Text(row.Name).Text(": "u8);
        }

        switch (Mistake)
        {
            case Mistake.UnknownOption:
                message.Text("unknown option "u8).Quoted(text);
                if (Option != Option.Count)
                {
                    message.Text("; did you mean --"u8).Text(row.Name).Text("?"u8);
                }

                message.Text(" (landrun --help lists the options; -- ends them)"u8);
                break;
            case Mistake.ValueMissing:
                message.Text("a value is missing; write --"u8).Text(row.Name).Text(" "u8).Text(row.Value);
                break;
            case Mistake.ValueIsOption:
                message.Text("the value is missing, "u8).Quoted(text).Text(" is an option; write --"u8).Text(row.Name).Text("="u8)
                    .Quoted(text).Text(" if it is meant as the value"u8);
                break;
            case Mistake.EmptyElement:
                message.Text("empty name in the list "u8).Quoted(text).Text("; write \\, for a comma in a name"u8);
                break;
            case Mistake.NotASwitchValue:
                message.Quoted(text).Text(" is neither true nor false; write --"u8).Text(row.Name).Text(" or --"u8).Text(row.Name)
                    .Text("=false"u8);
                break;
            case Mistake.NotAPort:
                message.Quoted(text).Text(" is not a port; write a number from "u8).Number(PortSyntax.Smallest(row.PortRights))
                    .Text(" to 65535, a range 8000-8010, or a list of them"u8);
                break;
            case Mistake.NotARange:
                message.Text("the range "u8).Quoted(text).Text(" ends before it begins; write the smaller port first"u8);
                break;
            case Mistake.NotANumber:
                message.Quoted(text).Text(" is not an ABI of Landlock; write a number such as 4"u8);
                break;
            case Mistake.NotALevel:
                message.Quoted(text).Text(" is not a level; write error, info or debug"u8);
                break;
            case Mistake.NotAVariable:
                message.Quoted(text).Text(" names no variable; write NAME, 'PREFIX_*' or NAME=VALUE, each value with an option of its own"u8);
                break;
            case Mistake.NotADescriptor:
                message.Quoted(text).Text(" is not a descriptor; write its number, or all"u8);
                break;
            case Mistake.NotACapability:
                message.Quoted(text).Text(" is not a capability; write a name of capabilities(7) such as net_admin, or all"u8);
                break;
            case Mistake.NotALimit:
                message.Quoted(text).Text(" is not NAME=VALUE; write for example "u8).Text(LimitTable.Row(1).Example);
                break;
            case Mistake.UnknownLimit:
                message.Quoted(text).Text(" is not a limit; write one of "u8);
                for (int index = 0; index < LimitTable.Count; index++)
                {
                    message.Text(index == 0 ? default : ", "u8).Text(LimitTable.Row(index).Name);
                }

                break;
            case Mistake.NotAQuantity:
                message.Quoted(text).Text(": a number is missing, or has no such unit, or is too large; write for example "u8)
                    .Text(LimitTable.Row(LimitTable.Find(text[..text.IndexOf((byte)'=')])).Example);
                break;
            case Mistake.NotADuration:
                message.Quoted(text).Text(" is not a time; write a number with ms, s, m, h or d, such as 30s"u8);
                break;
            case Mistake.NotRights:
                message.Quoted(text).Text(" is not RIGHTS:PATH; write for example read_file,read_dir:/srv"u8);
                break;
            case Mistake.UnknownRight:
                message.Quoted(text).Text(" is not a right; write ro, rox, rw, rwx, or of "u8).Rights(~Landlock.FileSystemRights.None);
                break;
            case Mistake.Contradiction:
                message.Text("contradicts --"u8).Text(OptionTable.Row(Other).Name).Text("; leave one of them out"u8);
                break;
            case Mistake.NotAForm:
                message.Quoted(text).Text(" is not a form of the dry run; write text or setpriv"u8);
                break;
            case Mistake.NotAQuestion:
                message.Quoted(text).Text(" can't be asked; write PATH, unix:PATH, tcp:PORT or udp:PORT"u8);
                break;
            case Mistake.NotThatReport:
                message.Text("only means something with --dry-run, and not with --json"u8);
                break;
            case Mistake.NothingToDeny:
                message.Text("can't keep anything closed where --unrestricted-filesystem leaves all files alone; leave one of them out"u8);
                break;
            case Mistake.CommandNotWanted:
                message.Text("it runs no command; leave "u8).Quoted(text).Text(" out"u8);
                break;
            case Mistake.NothingToReport:
                message.Text("there is no report to print; add --dry-run, --why or --status"u8);
                break;
            case Mistake.EmptyCommand:
                message.Text("the command's name is empty; write landrun [options] [--] command [args...]"u8);
                break;
            default:
                message.Text("no command; write landrun [options] [--] command [args...], for example: landrun --rox /usr --ro . -- ls"u8)
                    .Text(" (landrun --help lists the options)"u8);
                break;
        }

        message.Send();
    }
}

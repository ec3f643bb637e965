using Landrun.CommandLine;
using Landrun.Interop;

namespace Landrun;

/// <summary>Settles how much is said: the command line's word, else LANDRUN_LOG_LEVEL, else errors alone.</summary>
internal static unsafe class MessageLevel
{
    /// <summary>Whether messages of level info are wanted, as far as that can be told without an error.</summary>
    public static bool IsInfo(LogLevel? asked, byte** environment)
    {
        byte* variable = EnvironmentBlock.Get(environment, "LANDRUN_LOG_LEVEL"u8);
        LogLevel level = asked ?? LogLevel.Error;
        return level >= LogLevel.Info
            || (!asked.HasValue && variable != null && LogLevelSyntax.Parse(CString.Span(variable), out level) && level >= LogLevel.Info);
    }

    public static bool Choose(LogLevel? asked, byte** environment, out LogLevel level)
    {
        if (TryChoose(asked, environment, out level))
        {
            return true;
        }

        Message.Begin().Text("LANDRUN_LOG_LEVEL: "u8).Quoted(EnvironmentBlock.Get(environment, "LANDRUN_LOG_LEVEL"u8))
            .Text(" is not a level; set it to error, info or debug, or unset it. Nothing was run"u8).Send();
        return false;
    }

    /// <summary>The same without a word.</summary>
    public static bool TryChoose(LogLevel? asked, byte** environment, out LogLevel level)
    {
        byte* variable = EnvironmentBlock.Get(environment, "LANDRUN_LOG_LEVEL"u8);
        level = asked ?? LogLevel.Error;
        return asked.HasValue || variable == null || *variable == 0 || LogLevelSyntax.Parse(CString.Span(variable), out level);
    }
}

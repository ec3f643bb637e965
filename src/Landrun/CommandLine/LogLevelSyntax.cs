namespace Landrun.CommandLine;

/// <summary>A level of messages, as <c>--log-level</c> and LANDRUN_LOG_LEVEL name it.</summary>
internal static class LogLevelSyntax
{
    public static bool Parse(ReadOnlySpan<byte> text, out LogLevel level)
    {
        level = text.SequenceEqual("debug"u8) ? LogLevel.Debug : text.SequenceEqual("info"u8) ? LogLevel.Info : LogLevel.Error;
        return level != LogLevel.Error || text.SequenceEqual("error"u8);
    }
}

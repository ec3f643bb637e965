namespace Landrun;

/// <summary>How much landrun says on standard error.</summary>
internal enum LogLevel
{
    Error,
    Info,
    Debug,
}

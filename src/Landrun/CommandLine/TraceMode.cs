namespace Landrun.CommandLine;

/// <summary>Whether and why the command is watched by another process of landrun's.</summary>
internal enum TraceMode
{
    None,

    /// <summary>What it needs is learned; files and network are open.</summary>
    Learn,

    /// <summary>What is denied is explained; it runs as restricted as ever.</summary>
    Explain,
}

namespace Landrun.Sandbox;

/// <summary>An act that can be tried without changing anything.</summary>
internal enum Trial
{
    /// <summary>None: to try it would change something.</summary>
    None,
    Read,
    Write,
    List,
    Execute,
    ConnectTcp,
    BindTcp,
    ConnectUdp,
    BindUdp,
    ConnectUnix,
}

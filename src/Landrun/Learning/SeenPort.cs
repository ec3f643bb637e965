using Landrun.Landlock;

namespace Landrun.Learning;

/// <summary>One right on one port that a run used.</summary>
internal readonly record struct SeenPort(NetworkRights Right, int Port);

using Landrun.Landlock;

namespace Landrun.Learning;

/// <summary>A right on all ports from the first to the last.</summary>
internal readonly record struct LearnedPorts(NetworkRights Right, int First, int Last);

using System.Reflection;

namespace Landrun.Reports;

/// <summary>What <c>--version</c> prints.</summary>
internal static class VersionText
{
    public static string Write() =>
        $"landrun {typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}\n";
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox;

namespace Landrun.Reports;

/// <summary>A dry run for programs; docs/dry-run.schema.json describes it.</summary>
internal static class JsonReport
{
    /// <summary>Counted up when something is taken away or changes its meaning; additions don't count.</summary>
    private const int Version = 1;

    public static byte[] Write(LaunchReport report)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            Command(json, report);
            Kernel(json, report);
            Files(json, report);
            Network(json, report);
            Promises(json, report);
            Process(json, report);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Bytes as a string; where they are not UTF-8, base64 stands beside it.</summary>
    public static void Bytes(Utf8JsonWriter json, string name, ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        json.WriteString(name, text);
        if (!bytes.SequenceEqual(Encoding.UTF8.GetBytes(text)))
        {
            json.WriteBase64String(name + "Base64", bytes);
        }
    }

    public static void Rights(Utf8JsonWriter json, string name, RightKind kind, ulong rights)
    {
        json.WriteStartArray(name);
        foreach (string right in Shown.Rights(kind, rights))
        {
            json.WriteStringValue(right);
        }

        json.WriteEndArray();
    }

    public static void Origin(Utf8JsonWriter json, ReportedOrigin origin)
    {
        json.WriteStartObject("origin");
        json.WriteString("source", origin.Source switch { RuleSource.NullDevice => "always", RuleSource.Command => "command", _ => "option" });
        if (origin.Option is not null)
        {
            json.WriteString("option", origin.Option);
        }

        if (origin.Place is not null)
        {
            Bytes(json, "place", origin.Place);
        }

        json.WriteEndObject();
    }

    private static void Command(Utf8JsonWriter json, LaunchReport report)
    {
        json.WriteBoolean("refused", report.IsRefused);
        if (report.CommandPath is null)
        {
            return;
        }

        json.WriteStartObject("command");
        Bytes(json, "path", report.CommandPath);
        json.WriteStartArray("words");
        foreach (byte[] word in report.Command)
        {
            json.WriteStartObject();
            Bytes(json, "word", word);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Kernel(Utf8JsonWriter json, LaunchReport report)
    {
        json.WriteStartObject("landlock");
        json.WriteNumber("kernelAbi", report.KernelAbi);
        json.WriteNumber("usedAbi", report.Plan.Abi);
        json.WriteEndObject();
    }

    private static void Files(Utf8JsonWriter json, LaunchReport report)
    {
        json.WriteStartObject("files");
        json.WriteBoolean("restricted", report.Plan.Handled.FileSystem != FileSystemRights.None);
        Paths(json, "rules", report.Rules, withRights: true);
        Paths(json, "denied", report.Denied, withRights: false);
        Paths(json, "missing", report.Skipped, withRights: false);
        json.WriteEndObject();
    }

    private static void Paths(Utf8JsonWriter json, string name, List<ReportedRule> rules, bool withRights)
    {
        json.WriteStartArray(name);
        foreach (ReportedRule rule in rules)
        {
            json.WriteStartObject();
            Bytes(json, "path", rule.Given);
            if (rule.Resolved is not null)
            {
                Bytes(json, "resolved", rule.Resolved);
            }

            if (withRights)
            {
                json.WriteBoolean("directory", rule.IsDirectory);
                Rights(json, "rights", RightKind.FileSystem, (ulong)rule.Rights);
            }

            Origin(json, rule.Origin);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Network(Utf8JsonWriter json, LaunchReport report)
    {
        json.WriteStartObject("network");
        json.WriteBoolean("restricted", report.Closed.Network != NetworkRights.None);
        json.WriteStartArray("rules");
        foreach (ReportedPorts ports in report.Ports)
        {
            json.WriteStartObject();
            json.WriteNumber("first", ports.First);
            json.WriteNumber("last", ports.Last);
            Rights(json, "rights", RightKind.Network, (ulong)ports.Rights);
            Rights(json, "enforced", RightKind.Network, (ulong)ports.Enforced);
            Origin(json, ports.Origin);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Promises(Utf8JsonWriter json, LaunchReport report)
    {
        json.WriteStartArray("promises");
        foreach (ReportedPromise promise in report.Promises)
        {
            json.WriteStartObject();
            json.WriteString("what", promise.What);
            json.WriteString("state", promise.IsBroken ? "broken" : promise.Keepers == Keepers.Nobody ? "open" : "kept");
            json.WriteStartArray("by");
            if (!promise.IsBroken && (promise.Keepers & Keepers.Landlock) != 0)
            {
                json.WriteStringValue("landlock");
            }

            if (!promise.IsBroken && (promise.Keepers & Keepers.Filter) != 0)
            {
                json.WriteStringValue("filter");
            }

            json.WriteEndArray();
            if (promise.Abi > 0)
            {
                json.WriteNumber("landlockAbi", promise.Abi);
                json.WriteString("linux", promise.Linux);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Process(Utf8JsonWriter json, LaunchReport report)
    {
        json.WriteStartObject("environment");
        Names(json, "passed", report.PassedVariables.Select(name => Encoding.UTF8.GetString(name)));
        Names(json, "set", report.SetVariables.Select(name => Encoding.UTF8.GetString(name)));
        json.WriteNumber("held", report.HeldVariables);
        json.WriteEndObject();
        json.WriteStartObject("descriptors");
        json.WriteBoolean("all", report.AllDescriptors);
        json.WriteStartArray("passed");
        foreach (int descriptor in report.Descriptors)
        {
            json.WriteNumberValue(descriptor);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("capabilities");
        Names(json, "kept", report.KeptCapabilities);
        Names(json, "dropped", report.DroppedCapabilities);
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string name, IEnumerable<string> names)
    {
        json.WriteStartArray(name);
        foreach (string item in names)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
}

using System.Text;
using System.Text.Json;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox;

namespace Landrun.Status;

/// <summary>The report for programs; docs/status.schema.json describes it.</summary>
internal static class StatusJson
{
    public static string Write(StatusReport report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("kernel", report.Kernel);
            json.WriteString("landlock", JsonNamingPolicy.KebabCaseLower.ConvertName(report.Landlock.ToString()));
            json.WriteNumber("abi", report.Abi);
            json.WriteNumber("usedAbi", report.UsedAbi);
            json.WriteNumber("newestKnownAbi", AbiTable.Newest);
            json.WriteNumber("errata", (int)report.Errata);
            json.WriteBoolean("seccomp", report.Seccomp);
            json.WritePropertyName("audit");
            WriteOptional(json, report.Audit);
            json.WriteBoolean("holds", report.Holds);
            json.WriteStartArray("promises");
            foreach (PromiseStatus promise in report.Promises)
            {
                Write(json, promise);
            }

            json.WriteEndArray();
            json.WriteStartArray("advice");
            foreach (string advice in report.Advice)
            {
                json.WriteStringValue(advice);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, PromiseStatus promise)
    {
        json.WriteStartObject();
        json.WriteString("closes", promise.What);
        json.WriteStartArray("keptBy");
        foreach (Keepers keeper in Enum.GetValues<Keepers>())
        {
            if ((promise.Keepers & keeper) != Keepers.Nobody)
            {
                json.WriteStringValue(keeper.ToString().ToLowerInvariant());
            }
        }

        json.WriteEndArray();
        json.WriteBoolean("open", promise.IsOpen);
        json.WriteStartArray("attempts");
        foreach (AttemptStatus attempt in promise.Attempts)
        {
            json.WriteStartObject();
            json.WriteString("name", attempt.Name);
            json.WriteString("verdict", JsonNamingPolicy.KebabCaseLower.ConvertName(attempt.Verdict.ToString()));
            json.WriteString("outside", Name(attempt.Outside));
            json.WriteString("inside", Name(attempt.Inside));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, bool? value)
    {
        if (value.HasValue)
        {
            json.WriteBooleanValue(value.Value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static string Name(Errno error) => error == Errno.None ? "0" : error.ToString();
}

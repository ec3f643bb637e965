using System.Buffers;
using System.Text.Json;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Reports;

/// <summary>The answers of <c>--why</c>, for people and for programs; docs/why.schema.json describes the latter.</summary>
internal static class WhyReport
{
    private const int Version = 1;

    public static string Text(List<AnswerList> lists, bool inColour)
    {
        Columns columns = new(inColour);
        foreach (AnswerList list in lists)
        {
            columns.Heading(
                Shown.Text(list.Question),
                list.Resolved is null || list.Resolved.AsSpan().SequenceEqual(list.Question) ? string.Empty : Shown.Text(list.Resolved));
            foreach (Answer answer in list.Answers)
            {
                columns.Row(
                    answer.Act,
                    answer.IsAllowed ? "allowed" : columns.Bad("denied"),
                    answer.Reason + (answer.Add is null ? string.Empty : "; add " + answer.Add),
                    columns.Dim(answer.IsTried ? "tried"
                        : answer.Outside == Errno.None ? "not tried"
                        : "without a sandbox: " + Shown.Error(answer.Outside)));
            }
        }

        return columns.ToString();
    }

    public static byte[] Json(List<AnswerList> lists)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("questions");
            foreach (AnswerList list in lists)
            {
                Write(json, list);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static void Write(Utf8JsonWriter json, AnswerList list)
    {
        json.WriteStartObject();
        JsonReport.Bytes(json, "question", list.Question);
        if (list.Resolved is not null)
        {
            JsonReport.Bytes(json, "resolved", list.Resolved);
        }

        json.WriteStartArray("answers");
        foreach (Answer answer in list.Answers)
        {
            json.WriteStartObject();
            json.WriteString("act", answer.Act);
            json.WriteBoolean("allowed", answer.IsAllowed);
            json.WriteBoolean("tried", answer.IsTried);
            json.WriteString("reason", answer.Reason);
            if (answer.Rule is not null)
            {
                JsonReport.Origin(json, answer.Rule);
            }

            json.WriteStartArray("lacking");
            foreach (string right in answer.Lacking)
            {
                json.WriteStringValue(right);
            }

            json.WriteEndArray();
            if (answer.Add is not null)
            {
                json.WriteString("add", answer.Add);
            }

            if (answer.Outside != Errno.None)
            {
                json.WriteNumber("errnoOutside", (int)answer.Outside);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

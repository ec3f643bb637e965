using System.Text;
using System.Text.Json;

namespace Landrun.Profiles;

/// <summary>Reads JSON.</summary>
internal static class JsonSettings
{
    /// <summary>The outermost table.</summary>
    public static Setting Read(SettingFile file)
    {
        SettingTree tree = new(file);
        byte[] text = Encoding.UTF8.GetBytes(file.Text);
        try
        {
            Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = 64 });
            while (reader.Read())
            {
                Take(tree, reader, text);
            }
        }
        catch (JsonException exception)
        {
            throw file.Error((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, "not JSON");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in a \u escape.
            throw file.Error(1, 1, "not JSON: a string is not Unicode");
        }

        return tree.Root is { Kind: SettingKind.Table } root ? root : throw file.Error(1, 1, "not a JSON object");
    }

    private static void Take(SettingTree tree, in Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> before = text[..(int)reader.TokenStartIndex];
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                tree.Key(reader.GetString()!, line, column);
                break;
            case JsonTokenType.StartObject:
                tree.Begin(new Setting(SettingKind.Table, line, column));
                break;
            case JsonTokenType.StartArray:
                tree.Begin(new Setting(SettingKind.Array, line, column));
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                tree.End();
                break;
            case JsonTokenType.String:
                tree.Value(new Setting(SettingKind.String, line, column) { Text = reader.GetString()! });
                break;
            case JsonTokenType.Number when reader.TryGetInt64(out long number):
                tree.Value(new Setting(SettingKind.Integer, line, column) { Number = number });
                break;
            case JsonTokenType.True or JsonTokenType.False:
                tree.Value(new Setting(SettingKind.Boolean, line, column) { IsTrue = reader.TokenType == JsonTokenType.True });
                break;
            default:
                tree.Value(new Setting(SettingKind.Other, line, column));
                break;
        }
    }
}

using Tomlyn;
using Tomlyn.Parsing;

namespace Landrun.Profiles;

/// <summary>Reads TOML. What Tomlyn's parser lets pass, a key that is given twice, <see cref="SettingTree"/> refuses.</summary>
internal static class TomlSettings
{
    /// <summary>The outermost table.</summary>
    public static Setting Read(SettingFile file)
    {
        SettingTree tree = new(file);
        int line = 1;
        int column = 1;
        try
        {
            TomlParser parser = TomlParser.Create(file.Text, new TomlParserOptions { Mode = TomlParserMode.Strict });
            while (parser.MoveNext())
            {
                (line, column) = parser.Current.Line > 0 ? (parser.Current.Line, parser.Current.Column) : (line, column);
                Take(tree, parser);
            }
        }
        catch (TomlException exception)
        {
            throw file.Error(exception.Line ?? 1, exception.Column ?? 1, "not TOML: " + Sentence(exception));
        }

        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // Tomlyn 2.10 throws these at an escape such as \ud800.
            throw file.Error(line, column, "not TOML: what stands behind this can't be read");
        }

        return tree.Root!;
    }

    private static void Take(SettingTree tree, TomlParser parser)
    {
        TomlParseEvent item = parser.Current;
        int line = item.Line;
        int column = item.Column;
        switch (item.Kind)
        {
            case TomlParseEventKind.PropertyName:
                tree.Key(parser.GetPropertyName(), line, column);
                break;
            case TomlParseEventKind.StartTable:
                tree.Begin(new Setting(SettingKind.Table, line, column));
                break;
            case TomlParseEventKind.StartArray:
                tree.Begin(new Setting(SettingKind.Array, line, column));
                break;
            case TomlParseEventKind.EndTable or TomlParseEventKind.EndArray:
                tree.End();
                break;
            case TomlParseEventKind.String:
                tree.Value(new Setting(SettingKind.String, line, column) { Text = parser.GetString() });
                break;
            case TomlParseEventKind.Integer:
                tree.Value(new Setting(SettingKind.Integer, line, column) { Number = item.GetInt64() });
                break;
            case TomlParseEventKind.Boolean:
                tree.Value(new Setting(SettingKind.Boolean, line, column) { IsTrue = item.GetBoolean() });
                break;
            case TomlParseEventKind.Float or TomlParseEventKind.DateTime:
                tree.Value(new Setting(SettingKind.Other, line, column));
                break;
            default:
                break;
        }
    }

    /// <summary>The first of Tomlyn's messages, without its own position.</summary>
    private static string Sentence(TomlException exception)
    {
        string text = exception.Diagnostics is [var first, ..] ? first.Message : exception.Message;
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.', ' ');
    }
}

namespace Landrun.Profiles;

/// <summary>A value in a file of settings, TOML or JSON, and where it stands.</summary>
internal sealed class Setting
{
    public Setting(SettingKind kind, int line, int column)
    {
        Kind = kind;
        Line = line;
        Column = column;
    }

    public SettingKind Kind { get; }

    public int Line { get; }

    /// <summary>The column, from 1.</summary>
    public int Column { get; }

    /// <summary>A string's text.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>An integer.</summary>
    public long Number { get; init; }

    /// <summary>True or false.</summary>
    public bool IsTrue { get; init; }

    /// <summary>The values of an array, or those of a table.</summary>
    public List<Setting> Items { get; } = [];

    /// <summary>A table's keys, in the order of <see cref="Items"/>; each is there once.</summary>
    public List<SettingKey> Keys { get; } = [];

    /// <summary>What its kind is called in a message.</summary>
    public string KindName => Kind switch
    {
        SettingKind.Table => "a table",
        SettingKind.Array => "a list",
        SettingKind.String => "a string",
        SettingKind.Integer => "a number",
        SettingKind.Boolean => "true or false",
        _ => "something else",
    };
}

namespace Landrun.Profiles;

/// <summary>A file of settings.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Identity">The same for one file by whatever name.</param>
/// <param name="Text">What is in it.</param>
internal sealed record SettingFile(string Name, string Identity, string Text)
{
    public string Place(int line, int column) => $"{Name}({line},{column})";

    public UserException Error(int line, int column, string what) => new($"{Place(line, column)}: {what}; nothing was run");

    public UserException Error(Setting setting, string what) => Error(setting.Line, setting.Column, what);

    public UserException Error(SettingKey key, string what) => Error(key.Line, key.Column, what);
}

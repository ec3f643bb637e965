namespace Landrun.Profiles;

/// <summary>Puts values together as a reader finds them. It bounds their nesting, and refuses a key that is given twice.</summary>
internal sealed class SettingTree
{
    /// <summary>No profile or policy nests deeper than a list in a table in a list in a table.</summary>
    private const int MaxDepth = 8;

    private readonly SettingFile file;
    private readonly Stack<Setting> open = [];
    private SettingKey key;

    public SettingTree(SettingFile file) => this.file = file;

    /// <summary>The outermost table, once it has begun.</summary>
    public Setting? Root { get; private set; }

    public void Key(string name, int line, int column)
    {
        key = new SettingKey(name, line, column);
        foreach (SettingKey other in open.Peek().Keys)
        {
            if (string.Equals(other.Name, name, StringComparison.Ordinal))
            {
                throw file.Error(line, column, $"{name} is there already, in line {other.Line}; write both as one");
            }
        }
    }

    public void Begin(Setting container)
    {
        // A table or a list that a heading began has no position of its own.
        Setting value = container.Line > 0 || open.Count == 0 ? container : new Setting(container.Kind, key.Line, key.Column);
        if (open.Count == MaxDepth)
        {
            throw file.Error(value.Line, value.Column, "nested too deeply");
        }

        Value(value);
        open.Push(value);
        Root ??= value;
    }

    public void End() => open.Pop();

    public void Value(Setting value)
    {
        if (open.Count == 0)
        {
            return;
        }

        Setting parent = open.Peek();
        parent.Items.Add(value);
        if (parent.Kind == SettingKind.Table)
        {
            parent.Keys.Add(key);
        }
    }
}

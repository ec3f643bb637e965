namespace Landrun.Pages;

/// <summary>A text in which a line <c>@NAME@</c> stands for what is made from a table.</summary>
internal static class Template
{
    public static string Fill(string template, IReadOnlyDictionary<string, Func<string>> parts) =>
        string.Concat(template.Split('\n').SkipLast(1).Select(line => line.StartsWith('@') && line.EndsWith('@')
            ? parts[line.Trim('@')]()
            : line + "\n"));
}

namespace Landrun.Landlock.Tests;

/// <summary>A temporary directory with a file in each of two directories, <c>open</c> and <c>shut</c>.</summary>
internal sealed class Folders : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("landlock-tests-");

    public Folders()
    {
        Directory.CreateDirectory(Open);
        Directory.CreateDirectory(Shut);
        File.WriteAllText(OpenFile, "open");
        File.WriteAllText(ShutFile, "shut");
    }

    public string Root => root.FullName;

    public string Open => Path.Combine(Root, "open");

    public string Shut => Path.Combine(Root, "shut");

    public string OpenFile => Path.Combine(Open, "file");

    public string ShutFile => Path.Combine(Shut, "file");

    public void Dispose() => root.Delete(recursive: true);
}

using Landrun.Landlock;

string answer = "";
using Ruleset ruleset = new RulesetDefinition { HandledScopes = Scopes.None }.AllowPath("/etc/passwd", PathAccess.ReadOnly)
    .AllowPath(AppContext.BaseDirectory, PathAccess.ReadOnly)
    .AllowPath(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), PathAccess.ReadOnly).Create();
Thread thread = new(() =>
{
    ruleset.RestrictCurrentThread();
    answer = "readable: " + File.ReadAllText("/etc/passwd")[..4];
    try
    {
        File.ReadAllText("/etc/group");
    }
    catch (UnauthorizedAccessException exception)
    {
        answer += "; then: " + exception.GetType().Name;
    }
});
thread.Start();
thread.Join();
Console.WriteLine(answer);

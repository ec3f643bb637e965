using System.Runtime.InteropServices;
using Landrun.Landlock;

namespace WebService;

/// <summary>A web service that, once it serves, gives up all that it does not need any more: its pages it may read, and nothing else may
/// it open, connect to or start. It has a mistake, for the sandbox to stop: it serves whatever path it is asked for, as
/// <c>/..%2f..%2fetc%2fpasswd</c>.</summary>
internal static partial class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        string pages = Path.Combine(AppContext.BaseDirectory, "pages");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(arguments);
        WebApplication application = builder.Build();
        await using (application.ConfigureAwait(false))
        {
            application.MapGet("/{name}", async (string name) =>
            {
                try
                {
                    return Results.Text(await File.ReadAllTextAsync(Path.Combine(pages, Uri.UnescapeDataString(name))).ConfigureAwait(false));
                }
                catch (UnauthorizedAccessException)
                {
                    return Results.StatusCode(StatusCodes.Status403Forbidden);
                }
                catch (IOException)
                {
                    return Results.NotFound();
                }
            });

            // Its ports are bound and its settings read before it restricts itself: for those it needs nothing any more.
            await application.StartAsync().ConfigureAwait(false);
            if (!Restrict(pages, startedByLandrun: string.Equals(builder.Configuration["Sandbox"], "landrun", StringComparison.Ordinal), application.Logger))
            {
                await application.StopAsync().ConfigureAwait(false);
                return 1;
            }

            await application.WaitForShutdownAsync().ConfigureAwait(false);
            return 0;
        }
    }

    private static bool Restrict(string pages, bool startedByLandrun, ILogger logger)
    {
        if (startedByLandrun)
        {
            Outside(logger);
            return true;
        }

        try
        {
            using Ruleset ruleset = new RulesetDefinition()
                .AllowPath(pages, PathAccess.ReadOnly)
                .AllowPath("/dev/urandom", PathAccess.ReadOnly)
                // Assemblies are loaded when they are first used.
                .AllowPath(AppContext.BaseDirectory, PathAccess.ReadOnly)
                .AllowPath(RuntimeEnvironment.GetRuntimeDirectory(), PathAccess.ReadOnly)
                .AllowPath(Path.GetDirectoryName(typeof(WebApplication).Assembly.Location)!, PathAccess.ReadOnly)
                .Create();
            RestrictionStatus status = ruleset.RestrictProcess();
            Restricted(logger, status.Enforcement, status.Dropped);
            return true;
        }
        catch (LandlockException exception)
        {
            // To restrict this thread alone would be worth nothing: requests are served by others.
            Refused(logger, exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Restricted: {Enforcement}, not enforced: {Dropped}")]
    private static partial void Restricted(ILogger logger, Enforcement enforcement, RightSet dropped);

    [LoggerMessage(LogLevel.Information, "Restricted by landrun, which started it")]
    private static partial void Outside(ILogger logger);

    [LoggerMessage(LogLevel.Critical, "Not restricted, so it ends: {Reason}. Start it through landrun, and say so with --Sandbox landrun")]
    private static partial void Refused(ILogger logger, string reason);
}

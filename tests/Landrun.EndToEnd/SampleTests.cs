using System.Diagnostics;
using System.Net;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>The samples of the library, built and run.</summary>
public sealed class SampleTests
{
    private const int FirstAbiOfWholeProcesses = 8;

    private static readonly string Dotnet = Path.GetFullPath(Machine.Tool("dotnet"));

    [Fact]
    public void A_worker_expands_a_strangers_text_in_a_sandbox()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir in; echo secret > secret; echo part > in/part; printf '%s\n' first \"@include $PWD/in/part\" \"@include $PWD/secret\" last > in/text");
        string[] worker = [Dotnet, Sample("Worker")];

        // Without the restriction, the child itself gives the secret away.
        Assert.Equal(["first", "part", "secret", "last"], Machine.Run(Account.Caller, [.. worker, "expand", scene.Root + "/in/text"]).Lines);
        Outcome outcome = Machine.Run(Account.Caller, [.. worker, scene.Root + "/in/text", scene.Root + "/in/text"]);
        string[] expanded = ["first", "part", $"[denied: @include {scene.Root}/secret]", "last"];
        Assert.Equal([.. expanded, .. expanded], outcome.Lines);
        Assert.Equal(1, outcome.Status);
        // What this kernel can't enforce is said.
        Assert.Equal(Machine.Abi < 10, outcome.Errors.Contains("not enforced here: "));
    }

    [Fact]
    public async Task A_web_service_restricts_itself_or_says_that_it_can_not()
    {
        int port = Machine.FreePort();
        using Process service = Machine.Start(Account.Caller, [Dotnet, Sample("WebService"), "--urls", $"http://127.0.0.1:{port}"]);
        if (Machine.Abi >= FirstAbiOfWholeProcesses)
        {
            await Serves(service, port, "Restricted: ");
        }
        else
        {
            Outcome outcome = Machine.End(service);
            Assert.Equal(1, outcome.Status);
            Assert.Contains("Not restricted, so it ends: The process can't be restricted as a whole before Linux 7.0", outcome.Output);
        }
    }

    [Fact]
    public async Task A_web_service_is_restricted_by_landrun()
    {
        int port = Machine.FreePort();
        string[] options = ["--rox", "/usr,/bin,/lib,/lib64", "--ro", "/proc,/sys/fs/cgroup,/dev/urandom," + Path.GetDirectoryName(Sample("WebService")), "--env", "DOTNET_EnableDiagnostics=0", "--bind-tcp", $"{port}"];
        using Process service = Machine.Start(
            Account.Caller, [Machine.Landrun, .. options, Dotnet, Sample("WebService"), "--urls", $"http://127.0.0.1:{port}", "--Sandbox", "landrun"]);
        await Serves(service, port, "Restricted by landrun");
    }

    private static async Task Serves(Process service, int port, string says)
    {
        try
        {
            string? line = "";
            List<string> said = [];
            while (line is not null && !line.Contains(says))
            {
                line = await service.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                said.Add(line ?? await service.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            }

            Assert.True(line is not null, string.Join('\n', said));
            using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            Assert.Equal("Hello from inside.\n", await client.GetStringAsync(new Uri("index.txt", UriKind.Relative), TestContext.Current.CancellationToken));
            using HttpResponseMessage missing = await client.GetAsync(new Uri("nothing.txt", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            using HttpResponseMessage stolen = await client.GetAsync(new Uri("%2fetc%2fpasswd", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, stolen.StatusCode);
        }
        finally
        {
            service.Kill(entireProcessTree: true);
        }
    }

    private static string Sample(string name) => $"{Machine.Repository}/out/build/bin/{name}/release/{name}.dll";
}

using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Launch;
using Landrun.Sandbox;

namespace Landrun.Reports;

/// <summary>What <c>--dry-run</c> answers: the launch, up to where it would enter the sandbox.</summary>
internal static class DryRun
{
    /// <returns>The exit status: that of the launch, as far as it fails before the command runs.</returns>
    public static int Answer(in LaunchRequest request)
    {
        int status = PreparedLaunch.From(request, out PreparedLaunch launch);
        if (status != ExitStatus.None)
        {
            return status;
        }

        if (!Enforcer.Rehearse(launch, out Rehearsal rehearsal))
        {
            return ExitStatus.Failed;
        }

        LaunchReport report = LaunchReport.From(request, launch, rehearsal);
        if (request.Form == ReportForm.Setpriv)
        {
            foreach (string line in SetprivReport.Lacking(report, request))
            {
                Message.Begin().Text("setpriv: "u8).Quoted(Encoding.UTF8.GetBytes(line)).Send();
            }
        }

        Libc.Write(1, request.Form == ReportForm.Setpriv ? Encoding.UTF8.GetBytes(SetprivReport.Write(report))
            : request.Json ? JsonReport.Write(report)
            : Encoding.UTF8.GetBytes(TextReport.Write(report, Colour.IsWanted(request))));
        return report.IsRefused ? ExitStatus.Failed : ExitStatus.None;
    }
}

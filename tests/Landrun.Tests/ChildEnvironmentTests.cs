using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Launch;
using Xunit;

namespace Landrun.Tests;

public sealed unsafe class ChildEnvironmentTests
{
    private static readonly string[] Inherited =
        ["PATH=/bin", "HOME=/root", "SECRET=1", "LC_ALL=C", "LCX=1", "AWS_KEY=k", "AWS_REGION=r", "TZ=UTC", "odd", "PATHX=1"];

    [Theory]
    [InlineData("PATH=/bin,HOME=/root,LC_ALL=C,TZ=UTC")]
    [InlineData("PATH=/bin,HOME=/root,SECRET=1,LC_ALL=C,TZ=UTC", "--env=SECRET")]
    [InlineData("PATH=/bin,HOME=/root,LC_ALL=C,AWS_KEY=k,AWS_REGION=r,TZ=UTC", "--env", "AWS_*")]
    [InlineData("HOME=/root,LC_ALL=C,TZ=UTC,PATH=b", "--env", "PATH=a", "--env", "PATH=b")]
    [InlineData("PATH=/bin,HOME=/root,SECRET=1,LC_ALL=C,LCX=1,AWS_KEY=k,AWS_REGION=r,TZ=UTC,odd,PATHX=1", "--env-all")]
    [InlineData("", "--env-none")]
    [InlineData("SECRET=1,NEW=", "--env-none", "--env=SECRET,MISSING", "--env", "NEW=")]
    public void The_command_gets(string expected, params string[] options)
    {
        using NativeArguments inherited = new(Inherited);
        using NativeArguments arguments = new([.. options, "ls"]);
        Assert.Equal(Mistake.None, CommandLineParser.Parse(arguments.Words, out LaunchRequest request).Mistake);
        request.Inherited = inherited.Words;

        List<string> entries = [];
        for (byte** entry = ChildEnvironment.From(request); *entry != null; entry++)
        {
            entries.Add(Encoding.Latin1.GetString(CString.Span(*entry)));
        }

        Assert.Equal(expected, string.Join(',', entries));
    }
}

using System.Text;
using Landrun.Explaining;
using Landrun.Landlock;
using Landrun.Learning;
using Xunit;

namespace Landrun.Tests;

/// <summary>Records as kernels wrote them.</summary>
public sealed class AuditRecordTests
{
    [Theory]
    [InlineData("domain=195ba459b blockers=fs.read_file path=\"/etc/hostname\" dev=\"vda\" ino=12", "read_file on /etc/hostname")]
    [InlineData("domain=1 blockers=fs.write_file,fs.truncate path=2F746D702F6120622263 dev=\"tmpfs\" ino=3", "write_file,truncate on /tmp/a b\"c")]
    [InlineData("domain=1 blockers=net.connect_tcp daddr=127.0.0.1 dest=80", "connect_tcp 80")]
    [InlineData("domain=1 blockers=net.bind_tcp src=8080", "bind_tcp 8080")]
    [InlineData("domain=1 blockers=scope.signal opid=42 ocomm=\"cat\"", "signal, process 42")]
    [InlineData("", "")]
    [InlineData("blockers= path= dest=x =", " on ")]
    public void A_record_says_what_was_refused(string text, string what) => Assert.Equal(what, AuditRecord.Parse(Encoding.Latin1.GetBytes(text)).What());

    [Fact]
    public void A_record_is_about_the_same_object_and_one_of_the_rights()
    {
        AuditRecord file = AuditRecord.Parse("domain=1 blockers=fs.write_file,fs.truncate path=\"/f\""u8);
        Assert.True(file.IsAbout(new Access { Path = "/f", Rights = FileSystemRights.Truncate }));
        Assert.False(file.IsAbout(new Access { Path = "/f", Rights = FileSystemRights.ReadFile }));
        Assert.False(file.IsAbout(new Access { Path = "/g", Rights = FileSystemRights.Truncate }));
        Assert.False(file.IsAbout(new Access { Ports = NetworkRights.BindTcp, Port = 0 }));
        AuditRecord port = AuditRecord.Parse("domain=1 blockers=net.connect_tcp daddr=127.0.0.1 dest=80"u8);
        Assert.True(port.IsAbout(new Access { Ports = NetworkRights.ConnectTcp, Port = 80 }));
        Assert.False(port.IsAbout(new Access { Ports = NetworkRights.BindTcp, Port = 80 }));
        Assert.False(port.IsAbout(new Access { Ports = NetworkRights.ConnectTcp, Port = 81 }));
    }
}

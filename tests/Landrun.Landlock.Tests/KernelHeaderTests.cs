using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Landrun.Landlock.Kernel;
using Xunit;

namespace Landrun.Landlock.Tests;

/// <summary>The tables and structures against the kernel's header, by a C compiler.</summary>
public sealed unsafe partial class KernelHeaderTests
{
    /// <summary>The constants of <see cref="SystemCalls"/> by the kernel's names.</summary>
    private static readonly (string Name, string Field)[] Constants =
    [
        ("__NR_landlock_create_ruleset", "LandlockCreateRuleset"),
        ("__NR_landlock_add_rule", "LandlockAddRule"),
        ("__NR_landlock_restrict_self", "LandlockRestrictSelf"),
        ("LANDLOCK_CREATE_RULESET_VERSION", "CreateRulesetVersion"),
        ("LANDLOCK_CREATE_RULESET_ERRATA", "CreateRulesetErrata"),
        ("LANDLOCK_RULE_PATH_BENEATH", "RulePathBeneath"),
        ("LANDLOCK_RULE_NET_PORT", "RuleNetworkPort"),
        ("LANDLOCK_ADD_RULE_QUIET", "AddRuleQuiet"),
        ("PR_SET_NO_NEW_PRIVS", "PrSetNoNewPrivs"),
        ("O_PATH", "OpenAsPath"),
        ("O_CLOEXEC", "OpenCloseOnExec"),
    ];

    private static IEnumerable<(string Name, ulong Value)> Rights
    {
        get
        {
            List<(string Name, ulong Value)> rights = [];
            for (int index = 0; index < RightTable.Count; index++)
            {
                RightRow row = RightTable.Row(index);
                string prefix = row.Kind switch
                {
                    RightKind.FileSystem => "LANDLOCK_ACCESS_FS_",
                    RightKind.Network => "LANDLOCK_ACCESS_NET_",
                    _ => "LANDLOCK_SCOPE_",
                };
                rights.Add((prefix + Encoding.ASCII.GetString(row.Name).ToUpperInvariant(), row.Bit));
            }

            return rights;
        }
    }

    private static IEnumerable<(string Name, ulong Value)> Options =>
        Enum.GetValues<RestrictOptions>().Where(option => option != RestrictOptions.None).Select(option =>
        {
            string name = new RightSet { Options = option }.Describe()[0].Name;
            return ("LANDLOCK_RESTRICT_SELF_" + name.ToUpperInvariant(), (ulong)option);
        });

    [Theory]
    [InlineData("x86_64-linux-gnu")]
    [InlineData("aarch64-linux-gnu")]
    public void Constants_and_layouts_are_the_kernels(string architecture)
    {
        StringBuilder source = new("""
            #define offsetof __builtin_offsetof
            #include <asm/errno.h>
            #include <asm/fcntl.h>
            #include <asm/unistd.h>
            #include <linux/landlock.h>
            #include <linux/prctl.h>

            """);
        List<string> assertions =
        [
            .. Rights.Concat(Options).Select(item => $"{item.Name} == {item.Value}"),
            .. Constants.Select(item => $"{item.Name} == {Constant(item.Field)}"),
            .. Enum.GetValues<Errno>().Where(item => item != Errno.None).Select(item => $"{item} == {(int)item}"),
            .. Layouts(),
        ];
        foreach (string assertion in assertions)
        {
            source.Append(CultureInfo.InvariantCulture, $"_Static_assert({assertion}, \"\");\n");
        }

        Assert.Equal("", KernelHeaders.Mistakes(source.ToString(), architecture));
        Assert.NotEqual("", KernelHeaders.Mistakes(source + "_Static_assert(LANDLOCK_SCOPE_SIGNAL == 1, \"\");\n", architecture));
    }

    [Fact]
    public void The_tables_know_all_that_the_header_defines()
    {
        string header = KernelHeaders.Read("linux/landlock.h");
        IEnumerable<string> defined = Definition().Matches(header).Select(match => match.Groups["name"].Value);
        IEnumerable<string> unknown = defined.Except(Rights.Concat(Options).Select(item => item.Name), StringComparer.Ordinal);
        string version = HeaderVersion();

        if (version != LinuxOf(AbiTable.Newest))
        {
            Assert.SkipWhen(unknown.Any(), $"Linux {version} brought what the tables don't know: {string.Join(' ', unknown)}");
        }

        Assert.Empty(unknown);
    }

    private static List<string> Layouts()
    {
        RulesetAttributes ruleset;
        PathBeneathAttributes path;
        NetworkPortAttributes port;
        List<string> layouts =
        [
            $"sizeof(struct landlock_ruleset_attr) == {sizeof(RulesetAttributes)}",
            Field("landlock_ruleset_attr", "handled_access_fs", (byte*)&ruleset.HandledAccessFileSystem - (byte*)&ruleset),
            Field("landlock_ruleset_attr", "handled_access_net", (byte*)&ruleset.HandledAccessNetwork - (byte*)&ruleset),
            Field("landlock_ruleset_attr", "scoped", (byte*)&ruleset.Scoped - (byte*)&ruleset),
            Field("landlock_ruleset_attr", "quiet_access_fs", (byte*)&ruleset.QuietAccessFileSystem - (byte*)&ruleset),
            Field("landlock_ruleset_attr", "quiet_access_net", (byte*)&ruleset.QuietAccessNetwork - (byte*)&ruleset),
            Field("landlock_ruleset_attr", "quiet_scoped", (byte*)&ruleset.QuietScoped - (byte*)&ruleset),
            $"sizeof(struct landlock_path_beneath_attr) == {sizeof(PathBeneathAttributes)}",
            Field("landlock_path_beneath_attr", "allowed_access", (byte*)&path.AllowedAccess - (byte*)&path),
            Field("landlock_path_beneath_attr", "parent_fd", (byte*)&path.ParentDescriptor - (byte*)&path),
            $"sizeof(struct landlock_net_port_attr) == {sizeof(NetworkPortAttributes)}",
            Field("landlock_net_port_attr", "allowed_access", (byte*)&port.AllowedAccess - (byte*)&port),
            Field("landlock_net_port_attr", "port", (byte*)&port.Port - (byte*)&port),
        ];

        // How much of the structure the ABIs know that made it longer.
        (int Abi, string Size)[] sizes =
        [
            (3, "offsetof(struct landlock_ruleset_attr, handled_access_net)"),
            (4, "offsetof(struct landlock_ruleset_attr, scoped)"),
            (6, "offsetof(struct landlock_ruleset_attr, quiet_access_fs)"),
            (10, "sizeof(struct landlock_ruleset_attr)"),
        ];
        return [.. layouts, .. sizes.Select(item => $"{item.Size} == {new RulesetPlan { Abi = item.Abi }.AttributesSize}")];
    }

    private static string Field(string structure, string field, long offset) => $"offsetof(struct {structure}, {field}) == {offset}";

    private static string Constant(string field) => Convert.ToString(
        typeof(SystemCalls).GetField(field, BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue(),
        CultureInfo.InvariantCulture)!;

    private static string HeaderVersion()
    {
        string header = KernelHeaders.Read("linux/version.h");
        return $"{Part("MAJOR")}.{Part("PATCHLEVEL")}";

        string Part(string name) => header.Split('\n')
            .Single(line => line.Contains($"LINUX_VERSION_{name} ", StringComparison.Ordinal)).Split(' ')[2];
    }

    private static string LinuxOf(int abi) => Encoding.ASCII.GetString(AbiTable.Row(abi).Linux);

    [GeneratedRegex(@"#define\s+(?<name>LANDLOCK_(ACCESS|SCOPE|RESTRICT_SELF)_\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Definition();
}

using System.Text;
using Landrun.Landlock.Kernel;

namespace Landrun.Landlock;

/// <summary>Brings a definition into the kernel.</summary>
internal static unsafe class RulesetBuilder
{
    public static Ruleset Build(RulesetDefinition definition, LandlockSupport support)
    {
        if (definition.Wish.IsEmpty)
        {
            throw LandlockException.From(Operation.CreateRuleset, -(int)Errno.ENOMSG, "No ruleset can be made");
        }

        RulesetPlan plan = RulesetPlan.For(support.Abi, definition.Wish, RestrictOptions.None);
        Ruleset ruleset = new(definition.Wish, definition.Compatibility, support);
        ruleset.ThrowIfRequired(RestrictOptions.None);
        try
        {
            if (!plan.Handled.IsEmpty)
            {
                int descriptor = SystemCalls.CreateRuleset(plan.Attributes, plan.AttributesSize);
                if (descriptor < 0)
                {
                    throw LandlockException.From(Operation.CreateRuleset, descriptor, "No ruleset can be made");
                }

                ruleset.Own(descriptor);
            }

            foreach (PathRule rule in definition.Paths)
            {
                AddPath(ruleset, rule, plan.Handled.FileSystem);
            }

            foreach (PortRule rule in definition.Ports)
            {
                AddPorts(ruleset, rule, plan.Handled.Network);
            }
        }
        catch
        {
            ruleset.Dispose();
            throw;
        }

        return ruleset;
    }

    /// <summary>The path is opened even where no right is left to add, so that a missing one is told on every kernel.</summary>
    private static void AddPath(Ruleset ruleset, PathRule rule, FileSystemRights handled)
    {
        int descriptor;
        fixed (byte* path = rule.Path)
        {
            descriptor = SystemCalls.OpenPath(path);
        }

        if (descriptor < 0)
        {
            throw LandlockException.From(Operation.OpenPath, descriptor, $"{Shown(rule)} can't be opened");
        }

        FileSystemRights rights = rule.Rights & handled;
        int result = AddPath(ruleset, rights, descriptor);

        // The kernel answers EINVAL to a directory's right on a file: its own answer, on the opened file, tells the two apart.
        if (result == -(int)Errno.EINVAL)
        {
            result = AddPath(ruleset, rights & RightTable.OnFile(), descriptor);
        }

        _ = SystemCalls.Close(descriptor);
        if (result < 0)
        {
            throw LandlockException.From(Operation.AddPathRule, result, $"{Shown(rule)} can't be allowed");
        }
    }

    /// <summary>The kernel refuses a rule without rights (ENOMSG): there is nothing to add then.</summary>
    private static int AddPath(Ruleset ruleset, FileSystemRights rights, int descriptor) =>
        rights == 0 ? 0 : SystemCalls.AddPathRule(ruleset.Descriptor, rights, descriptor);

    private static void AddPorts(Ruleset ruleset, PortRule rule, NetworkRights handled)
    {
        NetworkRights rights = rule.Rights & handled;
        if (rights == 0)
        {
            return;
        }

        for (int port = rule.First; port <= rule.Last; port++)
        {
            int result = SystemCalls.AddPortRule(ruleset.Descriptor, rights, (ushort)port);
            if (result < 0)
            {
                throw LandlockException.From(Operation.AddPortRule, result, $"Port {port} can't be allowed");
            }
        }
    }

    private static string Shown(PathRule rule) => Encoding.UTF8.GetString(rule.Path.AsSpan(..^1));
}

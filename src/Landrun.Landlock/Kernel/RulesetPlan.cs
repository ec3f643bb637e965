namespace Landrun.Landlock.Kernel;

/// <summary>A wish, cut down to what one ABI can enforce: a pure function, the same for every kernel.</summary>
internal struct RulesetPlan
{
    /// <summary>The ABI planned for; 0 where Landlock is not available.</summary>
    public int Abi;

    /// <summary>What the ruleset handles: denied unless a rule allows it.</summary>
    public AccessMasks Handled;

    /// <summary>What was wished and can't be enforced.</summary>
    public AccessMasks Dropped;

    /// <summary>Which denials are not logged where a quiet rule says so.</summary>
    public AccessMasks Quiet;

    public RestrictOptions Options;

    public RestrictOptions DroppedOptions;

    public static RulesetPlan For(int abi, AccessMasks wish, RestrictOptions options)
    {
        AccessMasks known = AccessMasks.Known(abi);
        RestrictOptions knownOptions = AbiTable.KnownOptions(abi);
        return new RulesetPlan
        {
            Abi = abi,
            Handled = wish & known,
            Dropped = wish - known,
            Options = options & knownOptions,
            DroppedOptions = options & ~knownOptions,
        };
    }

    /// <summary>Whether quiet rules are known: with the last three fields of the structure.</summary>
    public readonly bool KnowsQuiet => AbiTable.Row(Abi).AttributeFields == 6;

    /// <summary>The kernel's structure for this plan.</summary>
    public readonly RulesetAttributes Attributes => new()
    {
        HandledAccessFileSystem = (ulong)Handled.FileSystem,
        HandledAccessNetwork = (ulong)Handled.Network,
        Scoped = (ulong)Handled.Scopes,
        QuietAccessFileSystem = (ulong)Quiet.FileSystem,
        QuietAccessNetwork = (ulong)Quiet.Network,
        QuietScoped = (ulong)Quiet.Scopes,
    };

    /// <summary>How many bytes of the structure this ABI knows.</summary>
    public readonly int AttributesSize => AbiTable.Row(Abi).AttributeFields * sizeof(ulong);
}

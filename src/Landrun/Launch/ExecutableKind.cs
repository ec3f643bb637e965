namespace Landrun.Launch;

/// <summary>What a file is in the start of a command.</summary>
internal enum ExecutableKind
{
    Command,

    /// <summary>What a <c>#!</c> line names.</summary>
    ScriptInterpreter,

    /// <summary>What an ELF file's PT_INTERP names: the dynamic loader.</summary>
    ElfInterpreter,

    /// <summary>What env(1) starts, where it is the interpreter.</summary>
    StartedByEnv,
}

namespace Landrun.Landlock;

/// <summary>What a restriction really enforces.</summary>
/// <param name="Abi">The ABI of the kernel's Landlock; 0 where it isn't available.</param>
/// <param name="Enforcement">How much of what was asked for is in force.</param>
/// <param name="Handled">What is denied from now on unless a rule allows it, and the options in force.</param>
/// <param name="Dropped">What was asked for and is not in force, because this kernel doesn't know it.</param>
/// <param name="NoNewPrivileges">Whether <c>no_new_privs</c> is set on the calling thread (PR_SET_NO_NEW_PRIVS(2const)):
/// execve(2) gives no privileges that the caller lacks.</param>
public sealed record RestrictionStatus(int Abi, Enforcement Enforcement, RightSet Handled, RightSet Dropped, bool NoNewPrivileges);

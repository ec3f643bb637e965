using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;

namespace Landrun;

/// <summary>A mistake of the user's, or of the machine's, that a room found: one line that says what to type instead. Anything else
/// that is thrown is a bug in landrun, and said to be one.</summary>
internal sealed class UserException : Exception
{
    private readonly UsageError error;

    public UserException(string message)
        : base(message)
    {
    }

    /// <summary>A mistake that the parser found.</summary>
    public UserException(in UsageError error)
        : base(error.Mistake.ToString()) => this.error = error;

    public void Report()
    {
        if (error.Mistake != Mistake.None)
        {
            error.Report();
            return;
        }

        Landrun.Interop.Message.Begin().Quoted(Encoding.UTF8.GetBytes(Message)).Send();
    }
}

namespace Landrun.EndToEnd;

/// <summary>Who runs landrun.</summary>
public enum Account
{
    /// <summary>Whoever runs the tests: root in CI.</summary>
    Caller,

    /// <summary>User and group 65534 without any other.</summary>
    Nobody,
}

namespace Scalewright.Plugins.WindTurbine;

/// <summary>User name and password.</summary>
public sealed record LoginOptions
{
    /// <summary>User name. Default: admin for the editor, ui for the dashboard.</summary>
    [OptionKey("user")]
    public string? UserName { get; init; }

    /// <summary>Password. Default: the default user name.</summary>
    [OptionKey("pass")]
    public string? Password { get; init; }

    // Keeps the password out of logs and messages.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("UserName = ").Append(UserName).Append(", Password = ").Append(Password is null ? "" : "***");
        return true;
    }
}

namespace Scalewright.Plugins.WindTurbine;

/// <summary>User name and password.</summary>
public sealed record LoginOptions
{
    /// <summary>User name. Default: admin for the editor, ui for the dashboard.</summary>
    public string? User { get; init; }

    /// <summary>Password. Default: the default user name.</summary>
    public string? Pass { get; init; }

    // Keeps the password out of logs and messages.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("User = ").Append(User).Append(", Pass = ").Append(Pass is null ? "" : "***");
        return true;
    }
}

namespace Scalewright.Plugins.WindTurbine;

/// <summary>A name with its password.</summary>
public sealed record LoginOptions
{
    /// <summary>The name; left out: admin for the editor, ui for the dashboard.</summary>
    public string? User { get; init; }

    /// <summary>The password; left out: the same as the name that is used when none is given.</summary>
    public string? Pass { get; init; }

    // A password is nobody's business in logs and messages.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("User = ").Append(User).Append(", Pass = ").Append(Pass is null ? "" : "***");
        return true;
    }
}

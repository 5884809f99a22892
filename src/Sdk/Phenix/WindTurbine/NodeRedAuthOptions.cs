namespace Scalewright.Plugins.WindTurbine;

/// <summary>Access to the flow editor.</summary>
public sealed record NodeRedAuthOptions
{
    /// <summary>Login for editing flows.</summary>
    public LoginOptions? Editor { get; init; }

    /// <summary>Login for viewing the dashboard.</summary>
    public LoginOptions? Ui { get; init; }
}

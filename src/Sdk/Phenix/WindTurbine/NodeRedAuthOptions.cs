namespace Scalewright.Plugins.WindTurbine;

/// <summary>Who may use the flow editor.</summary>
public sealed record NodeRedAuthOptions
{
    /// <summary>Who may edit flows.</summary>
    public LoginOptions? Editor { get; init; }

    /// <summary>Who may look at the dashboard.</summary>
    public LoginOptions? Ui { get; init; }
}

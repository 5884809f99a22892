namespace Scalewright.Providers.Simulation;

/// <summary>Event of a node.</summary>
/// <param name="At">Virtual time since the start.</param>
/// <param name="Description">Description of the event, as a clause: <c>its machine runs</c>.</param>
public sealed record NodeEvent(TimeSpan At, string Description)
{
    /// <summary>Returns text such as <c>00:00:30 its machine runs</c>.</summary>
    public override string ToString() => $"{At} {Description}";
}

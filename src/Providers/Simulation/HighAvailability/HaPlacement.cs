namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>A resource of a group that changed its place.</summary>
/// <param name="At">Virtual time since the start.</param>
/// <param name="Group">The group.</param>
/// <param name="Move">What moved where, and why.</param>
public sealed record HaPlacement(TimeSpan At, string Group, HaMove Move)
{
    /// <summary><c>00:01:30 store OST_0: n1 -> n2, because n1 left</c>.</summary>
    public override string ToString() => $"{At} {Group} {Move}";
}

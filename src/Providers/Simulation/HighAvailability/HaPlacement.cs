namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Placement change of a group resource.</summary>
/// <param name="At">Virtual time since the start.</param>
/// <param name="Group">Name of the group.</param>
/// <param name="Move">The move with its reason.</param>
public sealed record HaPlacement(TimeSpan At, string Group, HaMove Move)
{
    /// <summary>Returns text such as <c>00:01:30 store OST_0: n1 -> n2, because n1 left</c>.</summary>
    public override string ToString() => $"{At} {Group} {Move}";
}

namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>A target that changed its place, or has none though it is wanted.</summary>
/// <param name="Label">The target.</param>
/// <param name="From">Where it was; null when it ran nowhere.</param>
/// <param name="To">Where it is; null when it runs nowhere.</param>
/// <param name="Reason">Why, as a clause: <c>test000 left, its other node is test001</c>.</param>
public sealed record HaMove(string Label, string? From, string? To, string Reason)
{
    /// <summary><c>OST_0: test000 -> test001, because test000 left</c>.</summary>
    public override string ToString() => $"{Label}: {From ?? "stopped"} -> {To ?? "stopped"}, because {Reason}";
}

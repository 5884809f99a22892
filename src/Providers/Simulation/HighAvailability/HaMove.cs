namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Move of a target, or the lack of a node for a desired target.</summary>
/// <param name="Label">Label of the target.</param>
/// <param name="From">Previous node; null when it was stopped.</param>
/// <param name="To">New node; null when it is stopped.</param>
/// <param name="Reason">Reason as a clause: <c>test000 left, its other node is test001</c>.</param>
public sealed record HaMove(string Label, string? From, string? To, string Reason)
{
    /// <summary>Returns text such as <c>OST_0: test000 -> test001, because test000 left</c>.</summary>
    public override string ToString() => $"{Label}: {From ?? "stopped"} -> {To ?? "stopped"}, because {Reason}";
}

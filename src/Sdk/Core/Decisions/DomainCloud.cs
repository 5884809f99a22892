namespace Scalewright.Decisions;

/// <summary>A cloud of a domain.</summary>
/// <param name="Name">Its name, as in <c>NodeSpec.Cloud</c>; empty: where the provider puts nodes.</param>
/// <param name="NodesMax">How many nodes of the domain it may have, 0 or more; default -1, no limit.</param>
public sealed record DomainCloud(string Name, int NodesMax = CloudReading.Unlimited)
{
    /// <summary>What one node costs for an hour, 0 or more, in any one currency; default 0.</summary>
    public double PricePerHour { get; init; }

    /// <summary>Whether its nodes are cheap and may be taken away at any time; default false.</summary>
    public bool IsSpot { get; init; }

    /// <summary><c>hotel:4</c>.</summary>
    public override string ToString() => $"{Name}:{NodesMax}";
}

namespace Scalewright.Decisions;

/// <summary>What a placement policy may know of one cloud of a domain.</summary>
public readonly record struct CloudReading
{
    /// <summary>The value of <see cref="NodesMax"/> for a cloud without limit: -1.</summary>
    public const int Unlimited = -1;

    /// <summary>The cloud's name.</summary>
    public string Name { get; init; }

    /// <summary>Nodes that work or are on the way to it: what is in flight counts as there.</summary>
    public int Healthy { get; init; }

    /// <summary>Launches that failed, counted since the domain began; never shrinks.</summary>
    public int Failures { get; init; }

    /// <summary>How many nodes it may have, 0 or more; -1 for no limit.</summary>
    public int NodesMax { get; init; }

    /// <summary>What one node costs for an hour, in any one currency; default 0.</summary>
    public double PricePerHour { get; init; }

    /// <summary>True when its nodes are cheap and may be taken away at any time.</summary>
    public bool IsSpot { get; init; }

    /// <summary>True when nothing can be created there now.</summary>
    public bool IsClosed { get; init; }
}

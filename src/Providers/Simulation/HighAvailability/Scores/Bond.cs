namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>A colocation between parts: one follows, one part or all copies of a clone lead.</summary>
internal sealed record Bond(Part Follower, Part? Leader, Unit? LeadingClone, int Value)
{
    /// <summary>What the configuration names as leader and follower: bonds are heeded in the order of these.</summary>
    public required (Unit Unit, string Id) Led { get; init; }

    public required (Unit Unit, string Id) Following { get; init; }

    /// <summary>How much of the follower's scores its leader takes over.</summary>
    public double Share => Value / (double)Score.Infinity;
}

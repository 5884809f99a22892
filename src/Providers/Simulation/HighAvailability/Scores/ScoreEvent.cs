namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>One thing that happens to a cluster with scores.</summary>
/// <param name="Kind">What.</param>
public sealed record ScoreEvent(ScoreEventKind Kind)
{
    /// <summary>The node; empty when it is about none.</summary>
    public string Node { get; init; } = "";

    /// <summary>The resource; empty when it is about none.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Name of the meta attribute or option; else empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the meta attribute or option becomes; else empty.</summary>
    public string Value { get; init; } = "";

    /// <summary>For standby whether it begins, for quorum whether there is one.</summary>
    public bool IsOn { get; init; }

    /// <summary>The score of a location, or the result code of a failure.</summary>
    public int Number { get; init; }
}

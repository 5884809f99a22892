namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>A node at one instant.</summary>
public sealed record ScoreNodeState
{
    /// <summary>What the others know of it.</summary>
    public Membership Membership { get; init; }

    /// <summary>Whether it shall run nothing though it is a member.</summary>
    public bool IsStandby { get; init; }

    /// <summary>What it did, by resource.</summary>
    public ValueMap<NodeHistory> History { get; init; } = ValueMap.Empty<NodeHistory>();

    internal NodeHistory Of(string resource) => History.TryGetValue(resource, out NodeHistory? history) ? history : NodeHistory.None;

    internal ScoreNodeState With(string resource, NodeHistory history) => this with { History = History.With(resource, history) };
}

namespace Scalewright.Providers.IotLab;

/// <summary>How far an experiment of a cluster has come.</summary>
/// <param name="Experiment">Its number; 0: it was not taken yet.</param>
public sealed record ExperimentProgress(long Experiment)
{
    /// <summary>The testbed's word for what it is doing, as in <c>Waiting</c> or <c>Running</c>; empty: it is not there.</summary>
    public string State { get; init; } = "";

    /// <summary>When the testbed means to start it; null: it does not say.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When it began; null: it has not.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ends at the latest; null: it has not begun.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Its nodes that were not removed.</summary>
    public int Nodes { get; init; }

    /// <summary>Those of them that can be used.</summary>
    public int Ready { get; init; }

    /// <summary>Those of them that will not be ready by themselves.</summary>
    public int Failed { get; init; }

    /// <summary>The most deployments that one of its boards took.</summary>
    public int Deployments { get; init; }

    /// <summary>Why boards were not deployed; empty: nothing is known of it.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether nothing changes any more by itself, until it ends.</summary>
    public bool IsSettled => Ready + Failed == Nodes;

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Experiment} {State}: {Ready} of {CountText.Of(Nodes, "node")} ready{(Failed > 0 ? $", {Failed} failed" : "")}{(StartedAt is null && ScheduledAt is { } at ? $", starts {at:yyyy-MM-dd HH:mm:ss}" : "")}");
}

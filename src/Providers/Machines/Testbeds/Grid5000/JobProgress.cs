namespace Scalewright.Providers.Grid5000;

/// <summary>How far a job of a cluster has come.</summary>
/// <param name="Site">Where it is.</param>
/// <param name="Job">Its number there.</param>
public sealed record JobProgress(string Site, long Job)
{
    /// <summary>The scheduler's word for what it is doing, as in <c>waiting</c> or <c>running</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>When the scheduler means to start it; null: it does not know yet.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When it began; null: it has not.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ends at the latest; null: it has not begun.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Its nodes that were not given back.</summary>
    public int Nodes { get; init; }

    /// <summary>Those of them that can be used.</summary>
    public int Ready { get; init; }

    /// <summary>Those of them that will not be ready by themselves.</summary>
    public int Failed { get; init; }

    /// <summary>The most deployments that one of its machines took or will have taken.</summary>
    public int Deployments { get; init; }

    /// <summary>What the scheduler says of it, and why machines were not deployed; empty: nothing.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether nothing changes any more by itself, until it ends.</summary>
    public bool IsSettled => Ready + Failed == Nodes;

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Site}/{Job} {State}: {Ready} of {CountText.Of(Nodes, "node")} ready{(Failed > 0 ? $", {Failed} failed" : "")}{(StartedAt is null && ScheduledAt is { } at ? $", starts {at:yyyy-MM-dd HH:mm:ss}" : "")}");
}

namespace Scalewright.Clusters;

/// <summary>An event of a cluster.</summary>
/// <param name="At">Timestamp in UTC, by the provider's clock.</param>
/// <param name="Number">Number in this run of the cluster, from 1. Defines the order of events.</param>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Subject">Name of the affected node, network, group or partition.</param>
/// <param name="Text">Description of the event.</param>
public sealed record ClusterEvent(DateTimeOffset At, long Number, ClusterEventKind Kind, string Subject, string Text)
{
    /// <summary>Returns timestamp, kind, subject and description on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Kind} {Printable.Escape(Subject)}: {Printable.EscapeUpTo(Text, int.MaxValue)}");
}

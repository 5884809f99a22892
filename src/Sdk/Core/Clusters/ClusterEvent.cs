namespace Scalewright.Clusters;

/// <summary>Something that happened to a cluster.</summary>
/// <param name="At">When, by the provider's clock, in UTC.</param>
/// <param name="Number">Number in this run of the cluster, from 1; events are ordered by it and never by time.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">To what: the name of a node, network, group or partition.</param>
/// <param name="Text">What happened, in words.</param>
public sealed record ClusterEvent(DateTimeOffset At, long Number, ClusterEventKind Kind, string Subject, string Text)
{
    /// <summary>Time, kind, subject and words on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Kind} {Printable.Escape(Subject)}: {Printable.EscapeUpTo(Text, int.MaxValue)}");
}

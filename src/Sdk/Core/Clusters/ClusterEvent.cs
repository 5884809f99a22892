namespace Scalewright.Clusters;

/// <summary>An event of a cluster.</summary>
/// <param name="Timestamp">Timestamp in UTC, by the provider's clock.</param>
/// <param name="Number">Number of the event in this run of the cluster, starting at 1. Defines the order of
/// events.</param>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Subject">Name of the affected node, network, group or partition.</param>
/// <param name="Message">Description of the event.</param>
public sealed record ClusterEvent(DateTimeOffset Timestamp, long Number, ClusterEventKind Kind, string Subject, string Message)
{
    /// <summary>Returns timestamp, kind, subject and description on one line.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Timestamp.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Kind} {TextEscaping.Escape(Subject)}: "
                + $"{TextEscaping.EscapeAndTruncate(Message, int.MaxValue)}"
        );
}

namespace Scalewright.Logs;

/// <summary>Where records go. Called from all connections at once; a sink that waits holds its senders back.</summary>
public interface ILogSink
{
    /// <summary>Takes records that came together from one node.</summary>
    /// <param name="origin">The node.</param>
    /// <param name="records">What it said, in its order; only valid during the call.</param>
    /// <param name="cancellationToken">Ends the waiting; what was not taken is lost.</param>
    ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken);
}

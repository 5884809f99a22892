namespace Scalewright.Logs;

/// <summary>Receives log records. Called concurrently; a slow sink delays its senders.</summary>
public interface ILogSink
{
    /// <summary>Stores records that arrived together from one node.</summary>
    /// <param name="origin">The node.</param>
    /// <param name="records">Records in order. Valid only during the call.</param>
    /// <param name="cancellationToken">Cancels the wait. Records that were not stored are lost.</param>
    ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken);
}

namespace Scalewright.Logs;

/// <summary>Sink that stores the last record number of each sender together with the records.</summary>
/// <remarks>Optional. It prevents duplicates after a server is killed. Without it, a restarted server again receives
/// the records that it had stored but not acknowledged.</remarks>
public interface ICheckpointedLogSink : ILogSink
{
    /// <summary>Returns the number of a sender's last stored record; 0 if unknown.</summary>
    /// <param name="origin">Node of the sender.</param>
    /// <param name="sender">ID of the sender.</param>
    long GetLastReceived(LogOrigin origin, string sender);

    /// <summary>Stores records and their checkpoint atomically.</summary>
    /// <param name="origin">The node.</param>
    /// <param name="records">Records in order. Valid only during the call.</param>
    /// <param name="checkpoint">Number of the last record.</param>
    /// <param name="cancellationToken">Cancels the wait. Records that were not stored are sent again.</param>
    ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, LogCheckpoint checkpoint, CancellationToken cancellationToken);
}

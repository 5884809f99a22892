namespace Scalewright.Logs;

/// <summary>A sink that keeps how far it took each sender's records together with the records, so that a server that was killed takes none twice.</summary>
/// <remarks>Optional for sinks. Without it a server knows while it runs, and takes records again that it took before it was killed and did not acknowledge.</remarks>
public interface ILogReceiptSink : ILogSink
{
    /// <summary>Returns the number of the last record of a sender that was taken; 0: none was, or it is forgotten.</summary>
    /// <param name="origin">The node of the sender.</param>
    /// <param name="sender">Id of the sender.</param>
    long ReceivedFrom(LogOrigin origin, string sender);

    /// <summary>Takes records and how far that is: both, or none.</summary>
    /// <param name="origin">The node.</param>
    /// <param name="records">Its records in their order; only valid during the call.</param>
    /// <param name="receipt">How far that is.</param>
    /// <param name="cancellationToken">Ends the waiting; what was not taken is sent again.</param>
    ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, LogReceipt receipt, CancellationToken cancellationToken);
}

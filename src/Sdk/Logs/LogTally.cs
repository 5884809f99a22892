namespace Scalewright.Logs;

/// <summary>Counts for all connections of a server.</summary>
internal sealed class LogTally
{
    private long _records;
    private long _skipped;
    private long _cut;
    private long _tooLong;
    private long _refused;
    private long _lost;
    private int _connections;

    /// <summary>The counts now.</summary>
    public LogCounts Counts => new(
        Interlocked.Read(ref _records),
        Interlocked.Read(ref _skipped),
        Interlocked.Read(ref _cut),
        Interlocked.Read(ref _tooLong),
        Interlocked.Read(ref _refused),
        Interlocked.Read(ref _lost),
        Volatile.Read(ref _connections));

    public void AddRecords(int count) => Interlocked.Add(ref _records, count);

    public void AddLost(int count) => Interlocked.Add(ref _lost, count);

    public void AddRefused() => Interlocked.Increment(ref _refused);

    public void AddConnection(int change) => Interlocked.Add(ref _connections, change);

    public void AddFault(LogFault fault)
    {
        switch (fault)
        {
            case LogFault.Cut:
                Interlocked.Increment(ref _cut);
                break;
            case LogFault.TooLong:
                Interlocked.Increment(ref _tooLong);
                break;
            default:
                Interlocked.Increment(ref _skipped);
                break;
        }
    }
}

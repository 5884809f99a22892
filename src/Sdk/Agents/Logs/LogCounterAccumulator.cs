namespace Scalewright.Logs;

internal sealed class LogCounterAccumulator
{
    private long _records;
    private long _skipped;
    private long _cut;
    private long _tooLong;
    private long _rejected;
    private long _lost;
    private long _malformed;
    private long _timedOutCount;
    private long _crowded;
    private long _heldBytes;
    private long _delayed;
    private long _evictedIdle;
    private int _connections;
    private int _waiting;

    public LogServerCounters Counts =>
        new(
            Interlocked.Read(ref _records),
            Interlocked.Read(ref _skipped),
            Interlocked.Read(ref _cut),
            Interlocked.Read(ref _tooLong),
            Interlocked.Read(ref _rejected),
            Interlocked.Read(ref _lost),
            Volatile.Read(ref _connections)
        )
        {
            Malformed = Interlocked.Read(ref _malformed),
            TimedOut = Interlocked.Read(ref _timedOutCount),
            MemoryWaits = Interlocked.Read(ref _crowded),
            BufferedBytes = Interlocked.Read(ref _heldBytes),
            ConnectionWaits = Interlocked.Read(ref _delayed),
            WaitingConnections = Volatile.Read(ref _waiting),
            EvictedIdle = Interlocked.Read(ref _evictedIdle),
        };

    public void AddRecords(int count) => Interlocked.Add(ref _records, count);

    public void AddLost(int count) => Interlocked.Add(ref _lost, count);

    public void AddRejected() => Interlocked.Increment(ref _rejected);

    public void AddMalformed(int count) => Interlocked.Add(ref _malformed, count);

    public void AddCrowded() => Interlocked.Increment(ref _crowded);

    public void AddHeld(long change) => Interlocked.Add(ref _heldBytes, change);

    public void AddDelayed() => Interlocked.Increment(ref _delayed);

    public void AddWaiting(int change) => Interlocked.Add(ref _waiting, change);

    public void AddEvictedIdle() => Interlocked.Increment(ref _evictedIdle);

    public void AddConnection(int change) => Interlocked.Add(ref _connections, change);

    public void AddFault(LogFrameError fault)
    {
        switch (fault)
        {
            case LogFrameError.Truncated:
                Interlocked.Increment(ref _cut);
                break;
            case LogFrameError.TooLong:
                Interlocked.Increment(ref _tooLong);
                break;
            case LogFrameError.TimedOut:
                Interlocked.Increment(ref _timedOutCount);
                break;
            default:
                Interlocked.Increment(ref _skipped);
                break;
        }
    }
}

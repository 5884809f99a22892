namespace Scalewright.Logs;

internal sealed class LogTally
{
    private long _records;
    private long _skipped;
    private long _cut;
    private long _tooLong;
    private long _refused;
    private long _lost;
    private long _malformed;
    private long _late;
    private long _crowded;
    private long _heldBytes;
    private long _delayed;
    private long _silent;
    private int _connections;
    private int _waiting;

    public LogCounts Counts => new(
        Interlocked.Read(ref _records),
        Interlocked.Read(ref _skipped),
        Interlocked.Read(ref _cut),
        Interlocked.Read(ref _tooLong),
        Interlocked.Read(ref _refused),
        Interlocked.Read(ref _lost),
        Volatile.Read(ref _connections))
    {
        Malformed = Interlocked.Read(ref _malformed),
        Late = Interlocked.Read(ref _late),
        Crowded = Interlocked.Read(ref _crowded),
        HeldBytes = Interlocked.Read(ref _heldBytes),
        Delayed = Interlocked.Read(ref _delayed),
        Waiting = Volatile.Read(ref _waiting),
        Silent = Interlocked.Read(ref _silent),
    };

    public void AddRecords(int count) => Interlocked.Add(ref _records, count);

    public void AddLost(int count) => Interlocked.Add(ref _lost, count);

    public void AddRefused() => Interlocked.Increment(ref _refused);

    public void AddMalformed(int count) => Interlocked.Add(ref _malformed, count);

    public void AddCrowded() => Interlocked.Increment(ref _crowded);

    public void AddHeld(long change) => Interlocked.Add(ref _heldBytes, change);

    public void AddDelayed() => Interlocked.Increment(ref _delayed);

    public void AddWaiting(int change) => Interlocked.Add(ref _waiting, change);

    public void AddSilent() => Interlocked.Increment(ref _silent);

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
            case LogFault.Late:
                Interlocked.Increment(ref _late);
                break;
            default:
                Interlocked.Increment(ref _skipped);
                break;
        }
    }
}

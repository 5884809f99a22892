using Scalewright.Logs;

namespace Local.Tests;

/// <summary>Log sink that blocks after its first write until it is opened. Counts received and dropped lines.</summary>
internal sealed class BlockingSink : ILogSink
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private (long Taken, long Dropped, string Last) _counts = (0, 0, "");

    public long Taken => Counts.Taken;

    public long Dropped => Counts.Dropped;

    public string Last => Counts.Last;

    private (long Taken, long Dropped, string Last) Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    public void Open() => _opened.TrySetResult();

    public async ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        if (Taken > 0)
        {
            await _opened.Task.WaitAsync(cancellationToken);
        }

        lock (_gate)
        {
            foreach (LogRecord record in records)
            {
                bool isDropNotice =
                    record.Logger == "scalewright.log"
                    && record.Message.EndsWith("lines were dropped before they could be sent", StringComparison.Ordinal);
                long dropped = isDropNotice ? long.Parse(record.Message.Split(' ')[0], CultureInfo.InvariantCulture) : 0;
                _counts = (_counts.Taken + (isDropNotice ? 0 : 1), _counts.Dropped + dropped, record.Message);
            }
        }
    }
}

using Scalewright.Logs;

namespace Local.Tests;

/// <summary>A log sink that blocks after the first line until it is opened, and counts lines.</summary>
internal sealed class HeldSink : ILogSink
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private (long Taken, long Dropped, string Last) _seen = (0, 0, "");

    public long Taken => Seen.Taken;

    public long Dropped => Seen.Dropped;

    public string Last => Seen.Last;

    private (long Taken, long Dropped, string Last) Seen
    {
        get
        {
            lock (_gate)
            {
                return _seen;
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
                bool isGap = record.Logger == "scalewright.log" && record.Message.EndsWith("lines were dropped before they could be sent", StringComparison.Ordinal);
                long dropped = isGap ? long.Parse(record.Message.Split(' ')[0], CultureInfo.InvariantCulture) : 0;
                _seen = (_seen.Taken + (isGap ? 0 : 1), _seen.Dropped + dropped, record.Message);
            }
        }
    }
}

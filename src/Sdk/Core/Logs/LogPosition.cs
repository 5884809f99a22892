namespace Scalewright.Logs;

/// <summary>How far the log of one agent was taken. Thread-safe.</summary>
internal sealed class LogPosition
{
    private readonly Lock _gate = new();
    private (DateTimeOffset? Start, long Number) _last;

    /// <summary>The last line that was taken, and the start of the agent that said it; null and 0: none was.</summary>
    public (DateTimeOffset? Start, long Number) Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }

        set
        {
            lock (_gate)
            {
                _last = value;
            }
        }
    }

    /// <summary>The last line of one start of the agent that was taken; 0: none.</summary>
    public long NumberIn(DateTimeOffset start) => Last is (var known, var number) && known == start ? number : 0;
}

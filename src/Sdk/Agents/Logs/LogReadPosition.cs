namespace Scalewright.Logs;

/// <summary>Position in the log of one agent. Thread-safe.</summary>
internal sealed class LogReadPosition
{
    private readonly Lock _gate = new();
    private (DateTimeOffset? Start, long Number) _last;

    /// <summary>Last stored line and the agent start that wrote it; null and 0 if there is no line yet.</summary>
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

    /// <summary>Returns the number of the last stored line of an agent start; 0 if there is no line yet.</summary>
    public long NumberIn(DateTimeOffset start) => Last is (var lastStart, var number) && lastStart == start ? number : 0;
}

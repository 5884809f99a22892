namespace Loopback.Kubernetes.Control;

/// <summary>What containers say, as long as their pod is on its node.</summary>
/// <param name="clock">Tells when they say it.</param>
internal sealed class PodLogs(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Uid, string Container), List<PodLine>> _lines = [];
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private TaskCompletionSource _pulse = NewPulse();

    /// <summary>Adds a line.</summary>
    public void Add(string uid, string container, string text)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue((uid, container), out List<PodLine>? lines))
            {
                _lines[(uid, container)] = lines = [];
            }

            lines.Add(new PodLine(clock.GetUtcNow(), text));
            Beat();
        }
    }

    /// <summary>The pod is gone; who follows it hears no more.</summary>
    public void End(string uid)
    {
        lock (_gate)
        {
            _ended.Add(uid);
            Beat();
        }
    }

    /// <summary>The lines from a number on, whether more may come, and what ends when they do.</summary>
    public (IReadOnlyList<PodLine> Lines, bool IsOver, Task Next) Read(string uid, string container, int from)
    {
        lock (_gate)
        {
            List<PodLine> lines = _lines.GetValueOrDefault((uid, container)) ?? [];
            return (lines[Math.Min(from, lines.Count)..], _ended.Contains(uid), _pulse.Task);
        }
    }

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Beat()
    {
        TaskCompletionSource old = _pulse;
        _pulse = NewPulse();
        old.TrySetResult();
    }
}

namespace Scalewright.Decisions;

/// <summary>Collects the events of a cycle and tells them to who listens.</summary>
internal sealed class EngineJournal(EngineOptions options)
{
    private readonly List<EngineEvent> _events = [];
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);
    private long _cycle;
    private DateTimeOffset _at;

    public void Begin(long cycle, DateTimeOffset at) => (_cycle, _at) = (cycle, at);

    public void Tell(EngineEventKind kind, string subject, string text)
    {
        EngineEvent told = new(_at, _cycle, kind, subject, text);
        _events.Add(told);
        options.Listener?.Report(told);
    }

    /// <summary>Tells which metrics are lost and which are back; each change once.</summary>
    public void Hear(MetricReading[] metrics)
    {
        foreach (MetricReading metric in metrics)
        {
            if (metric.State != MetricState.Fresh && _lost.Add(metric.Name))
            {
                Tell(EngineEventKind.MetricLost, metric.Name, WordOf(metric.State));
            }
            else if (metric.State == MetricState.Fresh && _lost.Remove(metric.Name))
            {
                Tell(EngineEventKind.MetricBack, metric.Name, "is fresh again");
            }
        }
    }

    public void Hear(EngineProposal proposal)
    {
        if (_cycle == 1)
        {
            Tell(EngineEventKind.Began, options.Domain.Name, "the engine begins");
        }

        if (proposal.Census.Broken.Count > 0)
        {
            Tell(EngineEventKind.Replaced, options.Domain.Name, string.Join(", ", proposal.Census.Broken));
        }

        if (proposal.Decision.IsChange)
        {
            Tell(EngineEventKind.Resized, options.Domain.Name, proposal.Decision.ToString());
        }
    }

    public ValueList<EngineEvent> Take()
    {
        ValueList<EngineEvent> taken = _events.ToValueList();
        _events.Clear();
        return taken;
    }

    private static string WordOf(MetricState state) => state switch
    {
        MetricState.Stale => "is stale",
        MetricState.Failed => "cannot be read",
        _ => "is missing",
    };
}

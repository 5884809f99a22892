using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Decisions;

/// <summary>Collects the events of a cycle and tells them to who listens.</summary>
internal sealed class EngineJournal(EngineOptions options)
{
    private readonly List<EngineEvent> _events = [];
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);
    private Exception? _fault;
    private long _cycle;
    private DateTimeOffset _at;

    public void Begin(long cycle, DateTimeOffset at) => (_cycle, _at) = (cycle, at);

    public void Tell(EngineEventKind kind, string subject, string text)
    {
        EngineEvent told = new(_at, _cycle, kind, subject, text);
        _events.Add(told);
        Report(told);
    }

    /// <summary>What the listener threw since this was last asked; null: nothing.</summary>
    public Problem? TakeFault()
    {
        if (_fault is not { } fault)
        {
            return null;
        }

        _fault = null;
        Problem problem = new(ProblemCode.PolicyFailed, $"the listener threw {fault.GetType().Name}: {Printable.Escape(fault.Message)}", "mend the listener") { Field = "listener" };
        _events.Add(new EngineEvent(_at, _cycle, EngineEventKind.Failed, options.Domain.Name, $"{problem.Found}; {problem.Advice}"));
        return problem;
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

    /// <summary>Tells what was decided.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="replaced">Names of the nodes that do not work or are gone.</param>
    public void Hear(in Decision decision, IReadOnlyCollection<string> replaced)
    {
        if (_cycle == 1)
        {
            Tell(EngineEventKind.Began, options.Domain.Name, "the engine begins");
        }

        if (replaced.Count > 0)
        {
            Tell(EngineEventKind.Replaced, options.Domain.Name, string.Join(", ", replaced));
        }

        if (decision.IsChange)
        {
            Tell(EngineEventKind.Resized, options.Domain.Name, decision.ToString());
        }
    }

    public ValueList<EngineEvent> Take()
    {
        ValueList<EngineEvent> taken = _events.ToValueList();
        _events.Clear();
        return taken;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Listeners are the user's: whatever one throws, the engine goes on.")]
    private void Report(EngineEvent told)
    {
        try
        {
            options.Listener?.Report(told);
        }
        catch (Exception exception)
        {
            _fault ??= exception;
        }
    }

    private static string WordOf(MetricState state) => state switch
    {
        MetricState.Stale => "is stale",
        MetricState.Failed => "cannot be read",
        _ => "is missing",
    };
}

using Scalewright.Recording;

namespace Scalewright.Experiments.Histories;

/// <summary>Converts the history of a run for the viewer and the exports of recorded runs.</summary>
internal static class HistoryTrace
{
    /// <summary>Returns the events and the samples of a run. Its first event is at zero; a phase starts with the load.
    /// </summary>
    /// <param name="history">The history.</param>
    /// <param name="name">Name of the run.</param>
    public static RunTrace Create(RunHistory history, string name)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(name);
        TimeSpan first = history.Events.Select(historyEvent => historyEvent.At).Append(TimeSpan.Zero).Min();
        TimeSpan now = TimeSpan.Zero;
        EventRecorder recorder = new(() => (now, 0));
        int run = recorder.GetSubject(new RunSubject(RunSubjectKind.Run, "experiment"));
        int load = -1;

        // Events precede the samples of the same time, as the program wrote them.
        IEnumerable<(TimeSpan At, Action Record)> items =
        [
            .. history.Events.Select(historyEvent => (historyEvent.At, (Action)(() => Add(recorder, historyEvent)))),
            (TimeSpan.Zero, () => load = recorder.Record(RunEventKind.Phase, run, "load")),
            .. history.Series.SelectMany(series => GetSamples(recorder, series.Key, series.Value)),
        ];
        foreach ((TimeSpan at, Action record) in items.OrderBy(entry => entry.At))
        {
            now = at - first;
            recorder.Cause = -1;
            record();
        }

        bool failed = history.Outcome == RunOutcome.Failed;
        recorder.End(load, failed ? history.Reason : "");
        RunTrace trace = recorder.ToTrace();
        return trace with
        {
            Header = trace.Header with { Test = name, Role = "experiment" },
            End = new RunEnd
            {
                Outcome = failed ? RunOutcomes.Failed : RunOutcomes.Passed,
                Message = history.Reason,
                At = now,
            },
        };
    }

    private static void Add(EventRecorder recorder, HistoryEvent historyEvent)
    {
        int node = historyEvent.Node.Length > 0 ? recorder.GetSubject(new RunSubject(RunSubjectKind.Node, historyEvent.Node)) : -1;
        if (historyEvent.Kind == "fault")
        {
            int fault = recorder.Record(
                RunEventKind.Fault,
                recorder.GetSubject(new RunSubject(RunSubjectKind.Faults, "faults")),
                historyEvent.Text
            );
            recorder.End(fault);
        }
        else if (node < 0 || historyEvent.IsNodeUp is null)
        {
            int subject = node < 0 ? recorder.GetSubject(new RunSubject(RunSubjectKind.Controller, "controller")) : node;
            recorder.Record(RunEventKind.Note, subject, $"{historyEvent.Kind}: {historyEvent.Text}");
        }

        if (node >= 0 && historyEvent.IsNodeUp is { } isUp)
        {
            recorder.RecordState(node, isUp ? "ready" : "failed");
        }
    }

    private static IEnumerable<(TimeSpan At, Action Record)> GetSamples(EventRecorder recorder, SeriesKey key, SeriesData series)
    {
        int metric = recorder.GetSubject(new RunSubject(RunSubjectKind.Metric, GetName(key)));
        double[] times = series.Times.ToArray();
        double[] values = series.Values.ToArray();
        return Enumerable
            .Range(0, times.Length)
            .Where(index => double.IsFinite(times[index]) && double.IsFinite(values[index]))
            .Select(index =>
                (
                    TimeSpan.FromSeconds(times[index]),
                    (Action)(() => recorder.Record(RunEventKind.Counter, metric, values[index].ToString(CultureInfo.InvariantCulture)))
                )
            );
    }

    private static string GetName(SeriesKey key)
    {
        string instance = key.Instance < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{key.Instance}]");
        return key.Task.Length == 0 ? key.Metric : $"{key.Metric} of {key.Task}{instance}";
    }
}

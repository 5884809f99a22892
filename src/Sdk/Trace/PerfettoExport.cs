namespace Scalewright.Traces;

/// <summary>Writes the protocol buffers of perfetto.protos.Trace.</summary>
internal static class PerfettoExport
{
    public static async Task WriteAsync(IReadOnlyList<RunTrace> runs, ChunkedOutput output)
    {
        PerfettoPackets packets = new(output);
        for (int index = 0; index < runs.Count; index++)
        {
            await new PerfettoRun(runs[index], index, packets).WriteAsync();
        }
    }
}

/// <summary>Writes the packets of a run.</summary>
internal sealed class PerfettoRun(RunTrace run, int index, PerfettoPackets packets)
{
    // Rows of the counters and of the run itself, which have no slices.
    private const int CounterRow = -1;
    private const int RunRow = -2;

    // The rows of a subject come before the subjects below it.
    private const int FirstSubjectRank = SliceRows.MaxRows;

    private const int NanosecondsPerTick = 100;

    private readonly long[] _ends = RunSpans.FindEnds(run);
    private readonly ILookup<int, int> _reads = run.Links.ToLookup(link => link.Event, link => link.Read);
    private readonly PerfettoFlows _flows = PerfettoFlows.Find(run, index);
    private readonly long _origin = run.Events.Select(runEvent => runEvent.Start.Ticks).Append(0).Min();

    private ulong RunTrack => PerfettoPackets.GetId(index, 0, RunRow);

    public async Task WriteAsync()
    {
        WriteTracks();
        List<int>[] slices = new List<int>[run.Subjects.Count];
        for (int number = 0; number < run.Events.Count; number++)
        {
            if (_ends[number] == RunSpans.Instant)
            {
                WriteInstant(number);
                await packets.SendAsync();
            }
            else
            {
                (slices[run.Events[number].Subject] ??= []).Add(number);
            }
        }

        for (int subject = 0; subject < slices.Length; subject++)
        {
            if (slices[subject] is { } all)
            {
                await WriteSlicesAsync(subject, all);
            }
        }
    }

    private void WriteTracks()
    {
        string[] name =
        [
            string.Create(CultureInfo.InvariantCulture, $"run {index + 1}"),
            run.Header.Role,
            run.Header.Replay,
            run.Header.Test,
        ];
        packets.WriteTrack(RunTrack, parent: 0, string.Join(' ', name.Where(part => part.Length > 0)), index, false);
        for (int subject = 0; subject < run.Subjects.Count; subject++)
        {
            int parent = run.Subjects[subject].Parent;
            ulong outer = parent < 0 ? RunTrack : GetTrack(parent, 0);
            packets.WriteTrack(GetTrack(subject, 0), outer, $"{run.Subjects[subject]}", FirstSubjectRank + subject, isCounter: false);
        }

        int[] counters =
        [
            .. run
                .Events.Where(runEvent => runEvent.Kind == RunEventKind.Counter && TryGetValue(runEvent, out _))
                .Select(runEvent => runEvent.Subject)
                .Distinct(),
        ];
        foreach (int subject in counters)
        {
            packets.WriteTrack(GetTrack(subject, CounterRow), GetTrack(subject, 0), $"{run.Subjects[subject]}", 0, isCounter: true);
        }
    }

    private void WriteInstant(int number)
    {
        RunEvent runEvent = run.Events[number];
        if (runEvent.Kind == RunEventKind.Counter && TryGetValue(runEvent, out double value))
        {
            packets.WriteCounter(GetTime(runEvent.Start.Ticks), GetTrack(runEvent.Subject, CounterRow), value);
            return;
        }

        WriteEvent(number, PerfettoPackets.InstantType, GetTrack(runEvent.Subject, 0));
    }

    private async Task WriteSlicesAsync(int subject, List<int> slices)
    {
        slices.Sort(
            (left, right) =>
                (run.Events[left].Start.Ticks, -_ends[left], left).CompareTo((run.Events[right].Start.Ticks, -_ends[right], right))
        );
        SliceRows rows = new((row, end) => WriteEnd(GetTrack(subject, row), end));
        foreach (int number in slices)
        {
            int earlierCount = rows.Count;
            int row = rows.Add(run.Events[number].Start.Ticks, _ends[number]);
            if (row > 0 && rows.Count > earlierCount)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{run.Subjects[subject]} row {row + 1}");
                packets.WriteTrack(GetTrack(subject, row), GetTrack(subject, 0), name, row, isCounter: false);
            }

            WriteEvent(number, row < 0 ? PerfettoPackets.InstantType : PerfettoPackets.BeginType, GetTrack(subject, Math.Max(row, 0)));
            await packets.SendAsync();
        }

        rows.EndAll();
    }

    private void WriteEnd(ulong track, long end)
    {
        if (end != RunSpans.Open)
        {
            packets.WriteEnd(GetTime(end), track);
        }
    }

    private void WriteEvent(int number, int type, ulong track)
    {
        RunEvent runEvent = run.Events[number];
        packets.BeginEvent(type, track, runEvent.Message, RunSpans.GetName(runEvent.Kind));
        packets.AddFlows(_flows.GetFlows(number), _flows.GetEnds(number));
        packets.AddNumber("number", number);
        packets.AddNumber("step", runEvent.Step);
        packets.AddNumber("cause", runEvent.Cause);
        packets.AddNumber("parent", runEvent.Parent);
        packets.AddText("result", runEvent.Result);
        packets.AddText("source", runEvent.Source);
        packets.AddText("details", runEvent.Details);
        packets.AddText("reads", string.Join(", ", _reads[number]));
        packets.EndEvent(GetTime(runEvent.Start.Ticks));
    }

    private static bool TryGetValue(RunEvent runEvent, out double value) =>
        double.TryParse(runEvent.Message, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    // Times of Perfetto are not negative.
    private ulong GetTime(long ticks)
    {
        UInt128 nanoseconds = (UInt128)((Int128)ticks - _origin) * NanosecondsPerTick;
        return nanoseconds > long.MaxValue ? long.MaxValue : (ulong)nanoseconds;
    }

    private ulong GetTrack(int subject, int row) => PerfettoPackets.GetId(index, subject, row);
}

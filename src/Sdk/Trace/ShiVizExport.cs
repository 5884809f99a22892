using System.Runtime.InteropServices;

namespace Scalewright.Traces;

/// <summary>Writes lines of a host, its vector clock, the date and the event, for ShiViz.</summary>
internal static class ShiVizExport
{
    // ShiViz draws some thousands of events; the clock of each event has the clocks of other hosts.
    private const int MaxEvents = 50_000;
    private const int MaxHosts = 500;

    /// <returns>Problems of runs that are left out.</returns>
    public static async Task<ValueList<Problem>> WriteAsync(IReadOnlyList<RunTrace> runs, ChunkedOutput output)
    {
        ProblemList problems = new();
        for (int index = 0; index < runs.Count; index++)
        {
            ShiVizRun run = new(runs[index], output);
            if (runs[index].Events.Count > MaxEvents || run.HostCount > MaxHosts)
            {
                string found = string.Create(
                    CultureInfo.InvariantCulture,
                    $"run {index + 1} has more than {MaxEvents:N0} events or {MaxHosts} hosts"
                );
                problems.Add(TraceProblems.TooLarge("", found, "export it for Perfetto"));
                continue;
            }

            // The name of a run in the lists of ShiViz.
            string name = ShiVizRun.GetName($"{runs[index].Header.Role} {runs[index].Header.Replay}".Trim());
            output.Write(string.Create(CultureInfo.InvariantCulture, $"=== {index + 1} {name} ===\n"));
            await run.WriteAsync();
        }

        return problems.ToValueList();
    }
}

/// <summary>Writes a run. A span that has a response, or is received by another host, has a second line.</summary>
internal sealed class ShiVizRun
{
    private readonly RunTrace _run;
    private readonly ChunkedOutput _output;
    private readonly string[] _names;
    private readonly int[] _hosts;
    private readonly int[] _receivers;
    private readonly int[][] _clocks;
    private readonly Dictionary<int, int[]> _clocksByEvent = [];
    private readonly HashSet<int> _referenced = [];

    // Ends whose response is written, in the order of time; and the others, by their response.
    private readonly PriorityQueue<int, (long End, int Number)> _open = new();
    private readonly Dictionary<int, List<int>> _waiting = [];

    public ShiVizRun(RunTrace run, ChunkedOutput output)
    {
        (_run, _output) = (run, output);
        int[] subjects = RunSpans.FindHosts(run);
        int[] receivers = RunSpans.FindReceivers(run);
        Dictionary<string, int> hosts = new(StringComparer.Ordinal);
        int[] numbers = new int[run.Subjects.Count];
        foreach (
            int subject in run
                .Events.Select(runEvent => runEvent.Subject)
                .Distinct()
                .SelectMany(subject => receivers[subject] < 0 ? [subjects[subject]] : new[] { subjects[subject], receivers[subject] })
        )
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(hosts, GetName($"{run.Subjects[subject]}"), out bool isKnown);
            number = isKnown ? number : hosts.Count - 1;
            numbers[subject] = number;
        }

        _hosts = [.. subjects.Select(subject => numbers[subject])];
        _receivers = [.. receivers.Select(subject => subject < 0 ? -1 : numbers[subject])];
        _names = [.. hosts.OrderBy(host => host.Value).Select(host => host.Key)];
        _clocks = new int[_names.Length][];
    }

    public int HostCount => _names.Length;

    /// <summary>Returns a name without blanks and signs that have a meaning for ShiViz.</summary>
    public static string GetName(string text)
    {
        string name = string.Concat(text.Select(letter => IsAllowed(letter) ? letter : '_'));
        return name.Length == 0 ? "_" : name;
    }

    public async Task WriteAsync()
    {
        foreach (RunEvent runEvent in _run.Events)
        {
            _referenced.UnionWith([runEvent.Cause, runEvent.Response]);
        }

        for (int number = 0; number < _run.Events.Count; number++)
        {
            WriteEnds(_run.Events[number].Start.Ticks);
            WriteStart(number);
            await _output.SendAsync();
        }

        WriteEnds(long.MaxValue);
    }

    private void WriteStart(int number)
    {
        RunEvent runEvent = _run.Events[number];
        WriteLine(number, _hosts[runEvent.Subject], runEvent.Start, runEvent.Message, [runEvent.Cause]);
        if (runEvent.End is not null && runEvent.Response > number)
        {
            ref List<int>? waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, runEvent.Response, out _);
            (waiting ??= []).Add(number);
        }
        else if (runEvent.End is { } end && (runEvent.Response >= 0 || runEvent.Kind == RunEventKind.Message))
        {
            _open.Enqueue(number, (end.Ticks, number));
        }

        foreach (int ended in _waiting.GetValueOrDefault(number, []))
        {
            _open.Enqueue(ended, (_run.Events[ended].End!.Value.Ticks, ended));
        }
    }

    /// <summary>Writes the ends up to a time.</summary>
    private void WriteEnds(long time)
    {
        while (_open.TryPeek(out int number, out (long End, int) priority) && priority.End <= time)
        {
            _open.Dequeue();
            WriteEnd(number);
        }
    }

    private void WriteEnd(int number)
    {
        RunEvent runEvent = _run.Events[number];
        int receiver = runEvent.Result.Length == 0 ? _receivers[runEvent.Subject] : -1;
        string result = runEvent.Result.Length == 0 ? "" : $": {runEvent.Result}";
        WriteLine(
            number,
            receiver >= 0 ? receiver : _hosts[runEvent.Subject],
            runEvent.End!.Value,
            $"end of {runEvent.Message}{result}",
            [number, runEvent.Response]
        );
    }

    private void WriteLine(int number, int host, TimeSpan time, string text, int[] earlier)
    {
        int[] clock = _clocks[host] ?? new int[_names.Length];
        clock = [.. clock];
        foreach (int cause in earlier)
        {
            if (_clocksByEvent.TryGetValue(cause, out int[]? causeClock))
            {
                for (int index = 0; index < clock.Length; index++)
                {
                    clock[index] = Math.Max(clock[index], causeClock[index]);
                }
            }
        }

        clock[host]++;
        _clocks[host] = clock;
        if (_referenced.Contains(number) || _run.Events[number].End is not null)
        {
            _clocksByEvent[number] = clock;
        }

        IEnumerable<string> entries = Enumerable
            .Range(0, clock.Length)
            .Where(index => clock[index] > 0)
            .Select(index => string.Create(CultureInfo.InvariantCulture, $"\"{_names[index]}\":{clock[index]}"));
        string date = RunDates.Get(_run, time).ToString("O", CultureInfo.InvariantCulture);
        _output.Write($"{_names[host]} {{{string.Join(',', entries)}}} {date} {GetText(text)}\n");
    }

    private static bool IsAllowed(char letter) => char.IsLetterOrDigit(letter) || "-_.#:/,@".Contains(letter, StringComparison.Ordinal);

    // A brace would end the clock, whose expression takes what it can.
    private static string GetText(string text) => TextEscaping.EscapeAndTruncate(text, int.MaxValue).Replace('{', '(').Replace('}', ')');
}

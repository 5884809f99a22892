namespace Scalewright.Traces;

/// <summary>Arrows of a run: from a call over its effects to its response, and from a message to what it
/// caused.</summary>
internal sealed class PerfettoFlows
{
    private const int FlowRow = -3;

    private readonly Dictionary<int, List<ulong>> _flows = [];
    private readonly Dictionary<int, List<ulong>> _ends = [];

    public static PerfettoFlows Find(RunTrace run, int index)
    {
        PerfettoFlows flows = new();
        Dictionary<int, List<int>> steps = [];
        HashSet<int> received = [];
        for (int number = 0; number < run.Events.Count; number++)
        {
            RunEvent runEvent = run.Events[number];
            if (
                runEvent.Kind is RunEventKind.Effect or RunEventKind.Observation
                && runEvent.Parent >= 0
                && run.Events[runEvent.Parent].Kind == RunEventKind.Call
            )
            {
                Add(steps, runEvent.Parent, number);
            }

            if (runEvent.Cause >= 0 && run.Events[runEvent.Cause].Kind == RunEventKind.Message && received.Add(runEvent.Cause))
            {
                Add(steps, runEvent.Cause, number);
            }
        }

        for (int number = 0; number < run.Events.Count; number++)
        {
            int response = run.Events[number].Response;
            int[] all = [.. steps.GetValueOrDefault(number, []).Where(step => step != response)];
            all = response > number ? [.. all, response] : all;
            if (all.Length > 0)
            {
                flows.Add(number, all, PerfettoPackets.GetId(index, number, FlowRow));
            }
        }

        return flows;
    }

    /// <summary>Returns the arrows that an event continues.</summary>
    public IReadOnlyList<ulong> GetFlows(int number) => _flows.GetValueOrDefault(number, []);

    /// <summary>Returns the arrows that end at an event.</summary>
    public IReadOnlyList<ulong> GetEnds(int number) => _ends.GetValueOrDefault(number, []);

    private void Add(int number, int[] steps, ulong id)
    {
        Add(_flows, number, id);
        foreach (int step in steps[..^1])
        {
            Add(_flows, step, id);
        }

        Add(_ends, steps[^1], id);
    }

    private static void Add<T>(Dictionary<int, List<T>> lists, int key, T item)
    {
        if (!lists.TryGetValue(key, out List<T>? list))
        {
            lists.Add(key, list = []);
        }

        list.Add(item);
    }
}

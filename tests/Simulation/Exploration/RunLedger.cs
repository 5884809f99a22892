using System.Text.RegularExpressions;

namespace Exploration.Tests;

/// <summary>What a program did, in order and without times, so that runs with other calls in between can be compared.</summary>
internal sealed partial class RunLedger
{
    private const int RecordPrefixLength = 61;

    private readonly List<(string Host, PlanStep Step)> _calls = [];
    private readonly List<(string Host, string Text)> _flushes = [];
    private readonly List<ClusterEvent> _events = [];
    private readonly List<(Topology Topology, string[] Resources)> _ends = [];

    /// <summary>Steps that a provider was told to do.</summary>
    public IEnumerable<string> Calls => _calls.Select(call => $"{call.Host} {call.Step} {SpecDigest.Compute(call.Step)}");

    public IEnumerable<string> Journal =>
        _flushes.SelectMany(flush =>
            flush.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"{flush.Host} {WithoutTimes(line)}")
        );

    public IEnumerable<string> Events => _events.Select(told => $"{told.Kind} {told.Subject}: {Duration().Replace(told.Message, "TIME")}");

    /// <summary>Topology and resources at the end of a life cycle.</summary>
    public IEnumerable<string> Topologies =>
        _ends.SelectMany(end => end.Resources.Order(StringComparer.Ordinal).Prepend(ToJson(end.Topology)));

    public void Ordered(string host, ValueList<StepRequest> orders) => _calls.AddRange(orders.Select(order => (host, order.Step)));

    public void Flushed(string host, ReadOnlySpan<byte> text) => _flushes.Add((host, Encoding.UTF8.GetString(text)));

    public void Reported(ClusterEvent told) => _events.Add(told);

    public void Ended(Topology topology, IEnumerable<string> resources) => _ends.Add((topology, [.. resources]));

    private static string WithoutTimes(string line) =>
        Time().Replace(line.Length > RecordPrefixLength ? line[RecordPrefixLength..] : line, "TIME");

    private static string ToJson(Topology topology)
    {
        ArrayBufferWriter<byte> json = new();
        TopologyWriter.WriteJson(topology, json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b\d+(\.\d+)? ?(ms|s|min|h)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Duration();
}

using System.Text.RegularExpressions;

namespace Exploration.Tests;

/// <summary>What a program did, in order and without times, so that runs with other calls in between can be compared.</summary>
internal sealed partial class RunLedger
{
    private const int RecordPrefixLength = 61;

    /// <summary>Steps that a provider was told to do.</summary>
    public List<string> Calls { get; } = [];

    public List<string> Journal { get; } = [];

    public List<string> Events { get; } = [];

    /// <summary>Topology and resources at the end of a life cycle.</summary>
    public List<string> Topologies { get; } = [];

    public void Ordered(string host, ValueList<StepRequest> orders) =>
        Calls.AddRange(orders.Select(order => $"{host} {order.Step} {SpecDigest.Compute(order.Step)}"));

    public void Flushed(string host, string text) =>
        Journal.AddRange(
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => $"{host} {Time().Replace(line.Length > RecordPrefixLength ? line[RecordPrefixLength..] : line, "TIME")}")
        );

    public void Reported(ClusterEvent told) => Events.Add($"{told.Kind} {told.Subject}: {Duration().Replace(told.Message, "TIME")}");

    public void Ended(Topology topology, IEnumerable<string> resources)
    {
        ArrayBufferWriter<byte> json = new();
        TopologyWriter.WriteJson(topology, json);
        Topologies.Add(Encoding.UTF8.GetString(json.WrittenSpan));
        Topologies.AddRange(resources.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b\d+(\.\d+)? ?(ms|s|min|h)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Duration();
}

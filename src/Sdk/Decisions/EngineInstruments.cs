using System.Diagnostics.Metrics;

namespace Scalewright.Decisions;

/// <summary>Metrics of engines, described in docs/reference/metrics.md.</summary>
internal static class EngineInstruments
{
    private static readonly Meter Meter = new("Scalewright", SdkVersion.Text);

    public static Histogram<double> Cycles { get; } =
        Meter.CreateHistogram<double>("scalewright.engine.cycle.duration", "s", "How long cycles of decision engines took.");

    public static Counter<long> Decisions { get; } =
        Meter.CreateCounter<long>("scalewright.engine.decisions", "{decision}", "Decisions of engines.");

    public static Gauge<long> DomainNodes { get; } =
        Meter.CreateGauge<long>("scalewright.domain.nodes", "{node}", "Nodes of a domain at its last decision.");

    public static KeyValuePair<string, object?> Tag(string key, string value) => new("scalewright." + key, value);

    public static void CountCycle(string cluster, string domain, int desired, int ready, int inFlight, bool isChange)
    {
        Decisions.Add(1, Tag("cluster", cluster), Tag("domain", domain), Tag("change", isChange ? "yes" : "no"));
        DomainNodes.Record(desired, Tag("cluster", cluster), Tag("domain", domain), Tag("kind", "desired"));
        DomainNodes.Record(ready, Tag("cluster", cluster), Tag("domain", domain), Tag("kind", "ready"));
        DomainNodes.Record(inFlight, Tag("cluster", cluster), Tag("domain", domain), Tag("kind", "in-flight"));
    }
}

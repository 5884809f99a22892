using Scalewright.Providers;

namespace Scalewright.Experiments.Flink;

/// <summary>Creates objects of Chaos Mesh.</summary>
internal static class NetworkChaos
{
    // The token bucket holds the bytes of 100 ms; the queue holds the bytes of one second. Both have 32 bits.
    private const int BufferShare = 10;
    private const int MinBufferBytes = 10_000;

    /// <summary>Returns an object for each action of a fault of a link, in both directions.</summary>
    /// <param name="name">Prefix of the object names.</param>
    /// <param name="metadata">Metadata other than the name.</param>
    /// <param name="rule">The fault, with a jitter in both directions.</param>
    /// <param name="from">Selector of the sending pods.</param>
    /// <param name="to">Selector of the receiving pods.</param>
    /// <param name="duration">Duration of the impairment; null until the objects are deleted.</param>
    public static IEnumerable<DocumentMap> Create(
        string name,
        DocumentMap metadata,
        NodeFault rule,
        DocumentMap from,
        DocumentMap to,
        TimeSpan? duration
    ) =>
        GetActions(rule)
            .Select(effect =>
                Create(
                    "NetworkChaos",
                    $"{name}-{effect.Action}",
                    metadata,
                    effect.Action,
                    from,
                    [.. GetTarget(to, isOneWay: false), .. effect.Settings],
                    duration
                )
            );

    /// <summary>Returns the settings that restrict an object to packets between two selectors.</summary>
    public static DocumentMap GetTarget(DocumentMap to, bool isOneWay) =>
        Map(("direction", Text(isOneWay ? "to" : "both")), ("target", Map(("mode", Text("all")), ("selector", to))));

    /// <summary>Returns an object of Chaos Mesh that affects all pods of a selector.</summary>
    public static DocumentMap Create(
        string kind,
        string name,
        DocumentMap metadata,
        string action,
        DocumentMap selector,
        IEnumerable<DocumentEntry> settings,
        TimeSpan? duration
    )
    {
        DocumentMap limit = duration is { } time ? Map(("duration", Text(Time(time)))) : DocumentMap.Empty;
        return Map(
            ("apiVersion", Text("chaos-mesh.org/v1alpha1")),
            ("kind", Text(kind)),
            ("metadata", new DocumentMap([.. Map(("name", Text(name))), .. metadata])),
            (
                "spec",
                new DocumentMap([.. Map(("action", Text(action)), ("mode", Text("all")), ("selector", selector)), .. settings, .. limit])
            )
        );
    }

    // netem combines delay, loss and duplication; bandwidth is a separate action.
    private static IEnumerable<(string Action, DocumentMap Settings)> GetActions(NodeFault rule)
    {
        List<DocumentEntry> netem = [];
        if (rule.Delay > TimeSpan.Zero)
        {
            DocumentMap delay = Map(("latency", Text(Time(rule.Delay))), ("jitter", Text(Time(rule.Jitter))), ("correlation", Text("0")));
            netem.AddRange(
                Map(
                    (
                        "delay",
                        rule.Reordering > 0
                            ? new DocumentMap([
                                .. delay,
                                .. Map(
                                    (
                                        "reorder",
                                        Map(
                                            ("reorder", Text(Percent(rule.Reordering))),
                                            ("correlation", Text("0")),
                                            ("gap", new DocumentScalar(ScalarKind.Integer, "1"))
                                        )
                                    )
                                ),
                            ])
                            : delay
                    )
                )
            );
        }

        if (rule.Loss > 0)
        {
            netem.AddRange(Map(("loss", Map(("loss", Text(Percent(rule.Loss))), ("correlation", Text("0"))))));
        }

        if (rule.Duplication > 0)
        {
            netem.AddRange(Map(("duplicate", Map(("duplicate", Text(Percent(rule.Duplication))), ("correlation", Text("0"))))));
        }

        if (netem.Count > 0)
        {
            yield return ("netem", new DocumentMap(netem));
        }

        if (rule.MaxBytesPerSecond is { } rate)
        {
            yield return (
                "bandwidth",
                Map(
                    (
                        "bandwidth",
                        Map(
                            ("rate", Text(rate.ToString(CultureInfo.InvariantCulture) + "bps")),
                            ("limit", Whole(Math.Min(rate, int.MaxValue))),
                            ("buffer", Whole(Math.Clamp(rate / BufferShare, MinBufferBytes, int.MaxValue)))
                        )
                    )
                )
            );
        }
    }

    public static DocumentMap Map(params (string Key, DocumentNode Value)[] entries) =>
        new(entries.Select(entry => new DocumentEntry(entry.Key, default, entry.Value)));

    public static DocumentScalar Text(string text) => new(ScalarKind.Text, text);

    private static DocumentScalar Whole(long number) => new(ScalarKind.Integer, number.ToString(CultureInfo.InvariantCulture));

    private static string Time(TimeSpan time) => time.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture) + "us";

    private static string Percent(double probability) => (probability * 100).ToString("0.######", CultureInfo.InvariantCulture);
}

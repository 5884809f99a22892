using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Formats parts of fault descriptions.</summary>
internal static class FaultDescriptions
{
    private static readonly CallKinds[] SingleKinds = [CallKinds.Create, CallKinds.Change, CallKinds.Destroy, CallKinds.List];

    /// <summary>Returns text such as <c>30% of </c>; empty for all.</summary>
    public static string Part(double probability) => probability >= 1 ? "" : $"{Percent(probability)} of ";

    /// <summary>Returns text such as <c>30%</c>, with up to four digits.</summary>
    public static string Percent(double probability) => string.Create(CultureInfo.InvariantCulture, $"{100 * probability:G4}%");

    /// <summary>Returns text such as <c> of cloud hotel</c>; empty for all clouds.</summary>
    public static string DescribeCloud(string? cloud) => cloud is null ? "" : $" of {Cloud(cloud)}";

    public static string Cloud(string cloud) => cloud.Length == 0 ? "the cloud without a name" : $"cloud {TextEscaping.Escape(cloud)}";

    public static string Nodes(int? count) => count == 1 ? "1 node" : $"{count} nodes";

    public static string Hosts(ValueList<string> hosts) =>
        hosts.Count == 0 ? "no host" : string.Join(", ", hosts.Select(TextEscaping.Escape));

    /// <summary>Returns text such as <c>calls to cloud hotel that create or list</c>.</summary>
    public static string DescribeCalls(CallKinds kinds, string? cloud) =>
        $"calls{(cloud is null ? "" : $" to {Cloud(cloud)}")}{That(kinds)}";

    /// <summary>Describes the differences from the default disk.</summary>
    public static string Describe(DiskModel disk) =>
        Join([
            disk.CapacityBytes is { } capacity ? $"room for {capacity} bytes" : null,
            Differs("access takes", disk.AccessLatency, DiskModel.Default.AccessLatency),
            Differs("a flush takes", disk.FlushLatency, DiskModel.Default.FlushLatency),
            Speed(disk.BytesPerSecond),
            Random("of reads fail", disk.ReadFailureProbability),
            Random("of reads are short", disk.ShortReadProbability),
            Random("of reads have a flipped bit", disk.CorruptionProbability),
            Random("of writes fail", disk.WriteFailureProbability),
            Random("of flushes fail", disk.FlushFailureProbability),
        ]);

    /// <summary>Describes the differences from the default link.</summary>
    public static string Describe(LinkModel link) =>
        Join([
            Differs("latency", link.Latency, LinkModel.Default.Latency),
            Differs("jitter", link.Jitter, LinkModel.Default.Jitter),
            Speed(link.MaxBytesPerSecond),
            Random("of packets are lost", link.Loss),
            Random("of packets arrive twice", link.Duplication),
            link.Reordering > 0 ? $"{Percent(link.Reordering)} of packets are held back {link.ReorderingDelay.Description}" : null,
        ]);

    private static string That(CallKinds kinds) =>
        kinds switch
        {
            CallKinds.All => "",
            CallKinds.Steps => " that change resources",
            CallKinds.None => " of no kind",
            _ => $" that {string.Join(" or ", SingleKinds.Where(kind => kinds.HasFlag(kind)).Select(Verb))}",
        };

    private static string Verb(CallKinds kind) =>
        kind switch
        {
            CallKinds.Create => "create",
            CallKinds.Change => "change",
            CallKinds.Destroy => "destroy",
            _ => "list",
        };

    private static string? Differs(string label, DurationModel model, DurationModel usual) =>
        model == usual ? null : $"{label} {model.Description}";

    private static string? Speed(long? rate) => rate is { } speed ? $"{speed} bytes a second" : null;

    private static string? Random(string label, double probability) => probability > 0 ? $"{Percent(probability)} {label}" : null;

    private static string Join(IEnumerable<string?> parts) =>
        string.Join(", ", parts.OfType<string>()) is { Length: > 0 } text ? text : "as usual";
}

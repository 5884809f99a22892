using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Parts of the sentences that tell of faults.</summary>
internal static class FaultWords
{
    /// <summary>How many of them, as in <c>30% of </c>; empty: all.</summary>
    public static string Part(double chance) => chance >= 1 ? "" : $"{Percent(chance)} of ";

    /// <summary>As in <c>30%</c>, with up to four digits.</summary>
    public static string Percent(double chance) => string.Create(CultureInfo.InvariantCulture, $"{100 * chance:G4}%");

    /// <summary>As in <c> of cloud hotel</c>; empty: of all clouds.</summary>
    public static string OfCloud(string? cloud) => cloud is null ? "" : $" of {Cloud(cloud)}";

    /// <summary>As in <c>cloud hotel</c>.</summary>
    public static string Cloud(string cloud) => cloud.Length == 0 ? "the cloud without a name" : $"cloud {Printable.Escape(cloud)}";

    /// <summary>As in <c>3 nodes</c>.</summary>
    public static string Nodes(int? count) => count == 1 ? "1 node" : $"{count} nodes";

    /// <summary>As in <c>web-1, web-2</c>.</summary>
    public static string Hosts(ValueList<string> hosts) => hosts.Count == 0 ? "no host" : string.Join(", ", hosts.Select(Printable.Escape));

    /// <summary>As in <c>calls to cloud hotel that create or list</c>.</summary>
    public static string CallsOf(CallKinds kinds, string? cloud) => $"calls{(cloud is null ? "" : $" to {Cloud(cloud)}")}{That(kinds)}";

    /// <summary>What differs from a fast disk without limit or fault.</summary>
    public static string Of(DiskModel disk) => Join(
    [
        disk.CapacityBytes is { } capacity ? $"room for {capacity} bytes" : null,
        Differs("access takes", disk.Access, DiskModel.Default.Access),
        Differs("a flush takes", disk.Flush, DiskModel.Default.Flush),
        disk.BytesPerSecond is { } speed ? $"{speed} bytes a second" : null,
        Chance("of reads fail", disk.ReadFailure),
        Chance("of reads are short", disk.ShortRead),
        Chance("of reads have a flipped bit", disk.Corruption),
        Chance("of writes fail", disk.WriteFailure),
        Chance("of flushes fail", disk.FlushFailure),
    ]);

    /// <summary>What differs from a quiet local network.</summary>
    public static string Of(LinkModel link) => Join(
    [
        Differs("latency", link.Latency, LinkModel.Default.Latency),
        Differs("jitter", link.Jitter, LinkModel.Default.Jitter),
        link.BytesPerSecond is { } speed ? $"{speed} bytes a second" : null,
        Chance("of packets are lost", link.Loss),
        Chance("of packets arrive twice", link.Duplication),
        link.Reordering > 0 ? $"{Percent(link.Reordering)} of packets are held back {link.ReorderingDelay.Words}" : null,
    ]);

    private static string That(CallKinds kinds) => kinds switch
    {
        CallKinds.All => "",
        CallKinds.Steps => " that change the place",
        CallKinds.None => " of no kind",
        _ => $" that {string.Join(" or ", new[] { CallKinds.Create, CallKinds.Change, CallKinds.Destroy, CallKinds.List }.Where(kind => kinds.HasFlag(kind)).Select(Verb))}",
    };

    private static string Verb(CallKinds kind) => kind switch
    {
        CallKinds.Create => "create",
        CallKinds.Change => "change",
        CallKinds.Destroy => "destroy",
        _ => "list",
    };

    private static string? Differs(string what, DurationModel model, DurationModel usual) => model == usual ? null : $"{what} {model.Words}";

    private static string? Chance(string what, double chance) => chance > 0 ? $"{Percent(chance)} {what}" : null;

    private static string Join(IEnumerable<string?> parts) => string.Join(", ", parts.OfType<string>()) is { Length: > 0 } text ? text : "as usual";
}

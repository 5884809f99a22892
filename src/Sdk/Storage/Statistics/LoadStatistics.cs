using System.Text.Json.Nodes;
using Scalewright.Storage.Devices;

namespace Scalewright.Storage.Statistics;

/// <summary>Load statistics as random walks that advance with each reading. They are not stored.</summary>
public sealed class LoadStatistics
{
    private const string FreeMemory = "MemFree";
    private const long MemoryTotal = 509_856;
    private const long MemoryStep = 5_000;
    private const long MinTicks = 50;
    private const long MaxTicks = 100;

    // In KiB, as on a small machine.
    private static readonly (string Name, long Value)[] Memory =
    [
        ("SwapTotal", 1_048_568),
        ("SwapFree", 1_048_568),
        ("MemFree", 63_222),
        ("HighTotal", 0),
        ("Committed_AS", 209_916),
        ("NFS_Unstable", 0),
        ("VmallocChunk", 34_359_737_507),
        ("Writeback", 0),
        ("MemTotal", 509_856),
        ("VmallocUsed", 832),
        ("AnonPages", 32_052),
        ("HugePages_Free", 0),
        ("Inactive", 195_760),
        ("Active", 170_680),
        ("CommitLimit", 1_303_496),
        ("Hugepagesize", 2048),
        ("Cached", 238_156),
        ("SwapCached", 0),
        ("LowTotal", 509_856),
        ("Dirty", 476),
        ("Mapped", 19_916),
        ("HighFree", 0),
        ("VmallocTotal", 34_359_738_367),
        ("Bounce", 0),
        ("HugePages_Rsvd", 0),
        ("PageTables", 5096),
        ("HugePages_Total", 0),
        ("Slab", 60_816),
        ("Buffers", 96_236),
        ("LowFree", 66_196),
    ];

    private readonly Lock _gate = new();
    private readonly SeededIdGenerator _random;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, NodeStatistics> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetStatistics> _targets = new(StringComparer.Ordinal);

    internal LoadStatistics(SeededIdGenerator random, TimeProvider clock) => (_random, _clock) = (random, clock);

    /// <summary>Returns memory and processor statistics of a server.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <remarks>Free memory changes by up to 5,000 KiB. User and idle time increase by 50 to 100.</remarks>
    public JsonObject GetNodeStatistics(string fqdn)
    {
        NodeStatistics statistics;
        lock (_gate)
        {
            NodeStatistics before = _nodes.GetValueOrDefault(fqdn) ?? NodeStatistics.Initial;
            statistics = _nodes[fqdn] = before with
            {
                FreeMemory = Math.Clamp(before.FreeMemory + _random.Next(2 * MemoryStep) - MemoryStep, 0, MemoryTotal),
                User = before.User + MinTicks + _random.Next(MaxTicks - MinTicks),
                Idle = before.Idle + MinTicks + _random.Next(MaxTicks - MinTicks),
            };
        }

        return new JsonObject
        {
            ["hostname"] = fqdn,
            ["meminfo"] = new JsonObject(
                Memory.Select(entry =>
                    KeyValuePair.Create(entry.Name, (JsonNode?)(entry.Name == FreeMemory ? statistics.FreeMemory : entry.Value))
                )
            ),
            ["cpustats"] = statistics.Processor(),
        };
    }

    /// <summary>Returns space and operation statistics of a target; empty for a management target.</summary>
    /// <param name="target">The target.</param>
    public JsonObject GetTargetStatistics(LustreTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Label == SharedDevices.ManagementLabel)
        {
            return [];
        }

        lock (_gate)
        {
            TargetStatistics statistics = _targets.TryGetValue(target.Uuid, out TargetStatistics? existing)
                ? existing
                : _targets[target.Uuid] = new TargetStatistics(target.Label.Contains("-MDT", StringComparison.Ordinal));
            statistics.Advance(_random);
            return statistics.ToJson(_clock.GetUtcNow().ToUnixTimeSeconds());
        }
    }
}

internal sealed record NodeStatistics(long FreeMemory, long User, long Idle)
{
    private const long System = 100_260;
    private const long Waiting = 58_994;
    private const long Other = 22_840;

    public static NodeStatistics Initial { get; } = new(63_222, 6_218, 17_632_440);

    public JsonObject Processor() =>
        new()
        {
            ["iowait"] = Waiting,
            ["idle"] = Idle,
            ["total"] = Waiting + Idle + User + System + Other,
            ["user"] = User,
            ["system"] = System,
        };
}

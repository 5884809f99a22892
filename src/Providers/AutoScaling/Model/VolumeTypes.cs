namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Types of volumes and what they have when nobody says so.</summary>
/// <remarks>Sources: EC2 API reference, CreateVolume; Amazon EBS User Guide, "Amazon EBS volume types".</remarks>
internal static class VolumeTypes
{
    public const string Default = "gp2";
    private const string General = "gp3";
    private const int GeneralIops = 3_000;
    private const int GeneralThroughput = 125;
    private const int IopsPerGib = 3;
    private const int MinIops = 100;
    private const int MaxIops = 16_000;

    /// <summary>The types that there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["standard", "io1", "io2", Default, "sc1", "st1", General];

    /// <summary>Whether operations per second must be said.</summary>
    public static bool NeedsIops(string type) => type is "io1" or "io2";

    /// <summary>Whether operations per second may be said.</summary>
    public static bool TakesIops(string type) => NeedsIops(type) || type == General;

    /// <summary>Whether a throughput may be said.</summary>
    public static bool TakesThroughput(string type) => type == General;

    /// <summary>Operations per second of a volume; null: its type has none.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="size">Its size in GiB.</param>
    /// <param name="named">What was said; null: nothing.</param>
    public static int? IopsOf(string type, int size, int? named) => type switch
    {
        Default => Math.Clamp(size * IopsPerGib, MinIops, MaxIops),
        General => named ?? GeneralIops,
        _ => named,
    };

    /// <summary>Throughput of a volume in MiB/s; null: its type has none.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="named">What was said; null: nothing.</param>
    public static int? ThroughputOf(string type, int? named) => type == General ? named ?? GeneralThroughput : null;
}

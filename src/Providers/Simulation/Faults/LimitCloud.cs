namespace Scalewright.Providers.Simulation;

/// <summary>Reduces the limits of a cloud.</summary>
/// <param name="Cloud">The cloud. Empty: the cloud of nodes that do not name a cloud.</param>
public sealed record LimitCloud(string Cloud) : Fault
{
    /// <summary>Number of nodes in the cloud. Default null: unchanged.</summary>
    public int? CapacityCount { get; init; }

    /// <summary>Number of nodes that this user may have. Default null: unchanged.</summary>
    public int? QuotaCount { get; init; }

    private protected override string Description =>
        (CapacityCount, QuotaCount) switch
        {
            (null, null) => $"{FaultDescriptions.Cloud(Cloud)} keeps its limits{DurationSuffix}",
            (_, null) => $"{FaultDescriptions.Cloud(Cloud)} has room for {FaultDescriptions.Nodes(CapacityCount)}{DurationSuffix}",
            (null, _) => $"{FaultDescriptions.Cloud(Cloud)} allows {FaultDescriptions.Nodes(QuotaCount)}{DurationSuffix}",
            _ => $"{FaultDescriptions.Cloud(Cloud)} has room for {FaultDescriptions.Nodes(CapacityCount)} and allows "
                + $"{QuotaCount}{DurationSuffix}",
        };

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(Cloud), Cloud);
        check.Cloud(nameof(Cloud), Cloud);
        check.Count(nameof(CapacityCount), CapacityCount, 0);
        check.Count(nameof(QuotaCount), QuotaCount, 0);
    }

    internal override Action? Inject(World world) =>
        world.Clouds.Change(Cloud, model =>
            model with
            {
                CapacityCount = CapacityCount ?? model.CapacityCount,
                QuotaCount = QuotaCount ?? model.QuotaCount,
            }
        );
}

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Capacity and prices of a cloud. Immutable. By default, unlimited and free.</summary>
/// <example>
/// Computes what two nodes of a cloud with prices and varying boot times cost in eight hours:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
/// MachineModel machine = new() { BootDelay = DurationModel.LogNormal(TimeSpan.FromSeconds(30), 0.25) };
/// CloudModel cloud = new() { QuotaCount = 10, PricePerHour = 0.10m, Machine = machine };
/// await using SimulationProvider provider = new() { Options = new SimulationOptions { Cloud = cloud } };
/// await provider.RunAsync(async token =>
/// {
///     await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
///     await Task.Delay(TimeSpan.FromHours(8), provider.Clock, token);
/// });
/// Console.WriteLine($"{provider.Cost:0.00} in {provider.Elapsed}");
/// </code>
/// </example>
public sealed record CloudModel
{
    /// <summary>Cloud that is unlimited and free.</summary>
    public static CloudModel Default { get; } = new();

    /// <summary>Number of nodes of the cloud for all users together, 0 or more. Default unlimited.</summary>
    public int CapacityCount { get; init; } = int.MaxValue;

    /// <summary>Number of concurrent nodes of this user, 0 or more. Default unlimited.</summary>
    public int QuotaCount { get; init; } = int.MaxValue;

    /// <summary>Hourly price of a node, 0 or more. Default 0. Billed per tick.</summary>
    public decimal PricePerHour { get; init; }

    /// <summary>Hourly price of a spot node, 0 or more. Default 0.</summary>
    public decimal SpotPricePerHour { get; init; }

    /// <summary>Lifetime of a spot node. Default null: reclaimed only on request.</summary>
    public DurationModel? SpotLifetime { get; init; }

    /// <summary>Time between notice and termination of a spot node. Default 120 seconds; zero: no notice.</summary>
    public TimeSpan SpotNoticePeriod { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Indicates whether all nodes of the cloud are spot nodes. Default false.</summary>
    public bool IsSpot { get; init; }

    /// <summary>
    /// Time from the request to remove a node until it is gone and its capacity is free. Default zero.
    /// </summary>
    public DurationModel RemovalDelay { get; init; } = DurationModel.Zero;

    /// <summary>Number of processors of the largest machine, 1 or more. Default unlimited.</summary>
    public int MaxNodeCpus { get; init; } = int.MaxValue;

    /// <summary>Memory of the largest machine in MiB, 1 or more. Default unlimited.</summary>
    public int MaxNodeMemoryMiB { get; init; } = int.MaxValue;

    /// <summary>Model of the machines. Default <see cref="MachineModel.Default"/>.</summary>
    public MachineModel Machine { get; init; } = MachineModel.Default;
}

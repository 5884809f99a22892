namespace Scalewright.Providers.Simulation.Models;

/// <summary>What a cloud has to give, and for how much. A value; the default gives without limit and for nothing.</summary>
public sealed record CloudModel
{
    /// <summary>Gives without limit and for nothing.</summary>
    public static CloudModel Default { get; } = new();

    /// <summary>Nodes the cloud has for all its users together, 0 or more; default without limit.</summary>
    public int CapacityCount { get; init; } = int.MaxValue;

    /// <summary>Nodes this user may have at once, 0 or more; default without limit.</summary>
    public int QuotaCount { get; init; } = int.MaxValue;

    /// <summary>Price of a node for an hour, 0 or more; default 0. Time is paid by the tick.</summary>
    public decimal PricePerHour { get; init; }

    /// <summary>Price of a node for an hour that the cloud may take back, 0 or more; default 0.</summary>
    public decimal SpotPricePerHour { get; init; }

    /// <summary>Time after which the cloud takes such a node back; null, the default: only when told to.</summary>
    public DurationModel? SpotLife { get; init; }

    /// <summary>Time between the notice and the end of such a node; default 120 s, and zero is without notice.</summary>
    public TimeSpan SpotNotice { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether all its nodes are such that the cloud may take back; default false.</summary>
    public bool IsSpot { get; init; }

    /// <summary>Time from the order to remove a node until it is gone, which it holds capacity for; default none.</summary>
    public DurationModel Removal { get; init; } = DurationModel.Zero;

    /// <summary>Processors of the largest machine, 1 or more; default without limit.</summary>
    public int NodeCpusMax { get; init; } = int.MaxValue;

    /// <summary>Memory of the largest machine in MiB, 1 or more; default without limit.</summary>
    public int NodeMemoryMiBMax { get; init; } = int.MaxValue;

    /// <summary>Machines of the cloud; default <see cref="MachineModel.Default"/>.</summary>
    public MachineModel Machine { get; init; } = MachineModel.Default;
}

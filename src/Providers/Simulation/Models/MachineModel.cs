namespace Scalewright.Providers.Simulation.Models;

/// <summary>How machines of one kind behave. A value; the default boots in 30 s and never fails.</summary>
public sealed record MachineModel
{
    /// <summary>Boots in 30 s and never fails.</summary>
    public static MachineModel Default { get; } = new();

    /// <summary>Time from power on to running; default 30 s.</summary>
    public DurationModel Boot { get; init; } = DurationModel.Fixed(TimeSpan.FromSeconds(30));

    /// <summary>Chance of a boot to end in failure, 0 to 1; default 0.</summary>
    public double BootFailure { get; init; }

    /// <summary>Time from running to failing; null, the default: never.</summary>
    public DurationModel? Life { get; init; }

    /// <summary>Time from running to freezing, again and again; null, the default: never.</summary>
    public DurationModel? Freeze { get; init; }

    /// <summary>How long it stays frozen; default 10 s.</summary>
    public DurationModel Frozen { get; init; } = DurationModel.Fixed(TimeSpan.FromSeconds(10));

    /// <summary>Difference of the wall clock to the true time, equally likely ahead or behind; default none.</summary>
    public DurationModel Skew { get; init; } = DurationModel.Zero;

    /// <summary>How much faster the machine counts time, in millionths; default 0.</summary>
    public int DriftPartsPerMillion { get; init; }
}

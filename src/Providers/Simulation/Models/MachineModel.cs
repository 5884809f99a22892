namespace Scalewright.Providers.Simulation.Models;

/// <summary>Model of a kind of machine. Immutable. By default, it boots in 30 seconds and never fails.</summary>
public sealed record MachineModel
{
    /// <summary>Machine that boots in 30 seconds and never fails.</summary>
    public static MachineModel Default { get; } = new();

    /// <summary>Time from power on to running. Default 30 seconds.</summary>
    public DurationModel BootDelay { get; init; } = DurationModel.Fixed(TimeSpan.FromSeconds(30));

    /// <summary>Probability that a boot fails, 0 to 1. Default 0.</summary>
    public double BootFailureProbability { get; init; }

    /// <summary>Time from running to failure. Default null: never fails.</summary>
    public DurationModel? Lifetime { get; init; }

    /// <summary>Time from running to freezing, repeatedly. Default null: never freezes.</summary>
    public DurationModel? TimeToFreeze { get; init; }

    /// <summary>Duration of a freeze. Default 10 seconds.</summary>
    public DurationModel FreezeDuration { get; init; } = DurationModel.Fixed(TimeSpan.FromSeconds(10));

    /// <summary>Offset of the wall clock, equally likely ahead or behind. Default zero.</summary>
    public DurationModel ClockSkew { get; init; } = DurationModel.Zero;

    /// <summary>Drift rate of the clock in parts per million. Default 0.</summary>
    public int DriftPartsPerMillion { get; init; }
}

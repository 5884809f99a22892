namespace Scalewright.Providers.Simulation.Models;

/// <summary>Model of one direction of a link. Immutable. By default, an idle local network.</summary>
public sealed record LinkModel
{
    /// <summary>Idle local network: 0.2 ms, unlimited, no loss.</summary>
    public static LinkModel Default { get; } = new();

    /// <summary>Latency of each packet. Default 0.2 ms.</summary>
    public DurationModel Latency { get; init; } = DurationModel.Fixed(TimeSpan.FromMicroseconds(200));

    /// <summary>Additional random latency of each packet. Default zero.</summary>
    public DurationModel Jitter { get; init; } = DurationModel.Zero;

    /// <summary>Throughput in bytes per second, one packet after another, 1 or more. Default null: unlimited.</summary>
    public long? MaxBytesPerSecond
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(MaxBytesPerSecond));
            field = value;
        }
    }

    /// <summary>Probability that a packet is lost, 0 to 1. Default 0.</summary>
    public double Loss
    {
        get;
        init => field = Checked(value, nameof(Loss));
    }

    /// <summary>
    /// Probability that a packet arrives twice, 0 to 1, as a fault of local nodes. Simulated connections discard
    /// duplicates. Default 0.
    /// </summary>
    public double Duplication
    {
        get;
        init => field = Checked(value, nameof(Duplication));
    }

    /// <summary>Probability that a packet is delayed so that later ones overtake it, 0 to 1. Default 0.</summary>
    public double Reordering
    {
        get;
        init => field = Checked(value, nameof(Reordering));
    }

    /// <summary>Delay of a reordered packet. Default 1 to 20 ms.</summary>
    public DurationModel ReorderingDelay { get; init; } =
        DurationModel.Uniform(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20));

    private static double Checked(double probability, string name) =>
        probability is >= 0 and <= 1 ? probability : throw new ArgumentOutOfRangeException(name, probability, "A probability is 0 to 1.");
}

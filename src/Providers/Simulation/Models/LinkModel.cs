namespace Scalewright.Providers.Simulation.Models;

/// <summary>How one direction of a link behaves. A value; the default is a quiet local network.</summary>
public sealed record LinkModel
{
    /// <summary>A quiet local network: 0.2 ms, no limit, no loss.</summary>
    public static LinkModel Default { get; } = new();

    /// <summary>Time each packet takes; default 0.2 ms.</summary>
    public DurationModel Latency { get; init; } = DurationModel.Fixed(TimeSpan.FromMicroseconds(200));

    /// <summary>Time added to the latency of each packet, drawn anew; default none.</summary>
    public DurationModel Jitter { get; init; } = DurationModel.Zero;

    /// <summary>Bytes a second that go through, one packet after another, 1 or more; null, the default: without limit.</summary>
    public long? BytesPerSecond
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(BytesPerSecond));
            field = value;
        }
    }

    /// <summary>Chance of a packet to get lost, 0 to 1; default 0.</summary>
    public double Loss
    {
        get;
        init => field = Checked(value, nameof(Loss));
    }

    /// <summary>Chance of a packet to arrive twice, 0 to 1; default 0.</summary>
    public double Duplication
    {
        get;
        init => field = Checked(value, nameof(Duplication));
    }

    /// <summary>Chance of a packet to be held back so that later ones overtake it, 0 to 1; default 0.</summary>
    public double Reordering
    {
        get;
        init => field = Checked(value, nameof(Reordering));
    }

    /// <summary>How long a packet is held back; default 1 to 20 ms.</summary>
    public DurationModel ReorderingDelay { get; init; } =
        DurationModel.Uniform(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20));

    private static double Checked(double chance, string name) =>
        chance is >= 0 and <= 1 ? chance : throw new ArgumentOutOfRangeException(name, chance, "A chance is 0 to 1.");
}

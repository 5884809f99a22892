using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Experiments.Streams;

/// <summary>How packets fare between two machines, either way.</summary>
/// <param name="First">A machine.</param>
/// <param name="Second">Another one.</param>
/// <param name="Latency">Time of a packet, 0 or more; <see cref="TimeSpan.MaxValue"/> when none arrives.</param>
public sealed record SiteLink(string First, string Second, TimeSpan Latency)
{
    /// <summary>The longest time that is added to <see cref="Latency"/>, drawn anew for each packet from 0 on; default none.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Chance of a packet to get lost, 0 to 1; default 0. For machines.</summary>
    public double Loss { get; init; }

    /// <summary>Bytes a second that go through, 1,000 or more; null, the default: without limit. For machines.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Chance of a packet to arrive twice, 0 to 1; default 0. For machines.</summary>
    public double Duplicate { get; init; }

    /// <summary>Chance of a packet to be held back, by up to 20 ms, so that later ones overtake it, 0 to 1; default 0. For machines.</summary>
    public double Reorder { get; init; }

    /// <summary>As a fault that lasts for good.</summary>
    internal ChangeLink ToFault() => new(First, Second, new LinkModel
    {
        Latency = DurationModel.Fixed(Latency),
        Jitter = Jitter > TimeSpan.Zero ? DurationModel.Uniform(TimeSpan.Zero, Jitter) : DurationModel.Zero,
        Loss = Loss,
        BytesPerSecond = BytesPerSecond,
        Duplication = Duplicate,
        Reordering = Reorder,
    });

    /// <summary>As it is at the second machine.</summary>
    internal NodeHarm ToHarm() => new()
    {
        Ways = [new NodeWay(First) { Delay = Latency, Jitter = Jitter, Loss = Loss, BytesPerSecond = BytesPerSecond, Duplication = Duplicate, Reordering = Reorder }],
    };
}

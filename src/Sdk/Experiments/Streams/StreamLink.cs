using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Experiments.Streams;

/// <summary>Properties of the link between two machines, in both directions.</summary>
/// <param name="First">The first machine.</param>
/// <param name="Second">The second machine.</param>
/// <param name="Latency">Latency of a packet, at least 0. <see cref="TimeSpan.MaxValue"/>: all are lost.</param>
[DocumentRecord]
public sealed record StreamLink(
    [property: DocumentField("from", Advice = "a machine")] string First,
    [property: DocumentField("to", Advice = "another machine")] string Second,
    TimeSpan Latency
)
{
    /// <summary>Latency of a link in a definition that has none: 50 milliseconds.</summary>
    internal static readonly TimeSpan DefaultLatency = TimeSpan.FromMilliseconds(50);

    /// <summary>Maximum random delay of a packet beyond <see cref="Latency"/>, uniform from 0. Default 0.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Probability that a packet is lost, 0 to 1. Default 0. Only for runs on machines.</summary>
    public double Loss { get; init; }

    /// <summary>Maximum bytes per second, at least 1,000. Default null: unlimited. Only for runs on machines.</summary>
    [DocumentField("bytes_per_second")]
    public long? MaxBytesPerSecond { get; init; }

    /// <summary>Probability that a packet arrives twice, 0 to 1. Default 0. Only for runs on machines.</summary>
    [DocumentField("duplicate")]
    public double Duplication { get; init; }

    /// <summary>
    /// Probability that a packet is delayed by up to 20 ms and thus reordered, 0 to 1. Default 0. Only for runs on
    /// machines.
    /// </summary>
    [DocumentField("reorder")]
    public double Reordering { get; init; }

    /// <summary>Converts the link to a fault that is never reverted.</summary>
    internal ChangeLink ToFault() =>
        new(
            First,
            Second,
            new LinkModel
            {
                Latency = DurationModel.Fixed(Latency),
                Jitter = Jitter > TimeSpan.Zero ? DurationModel.Uniform(TimeSpan.Zero, Jitter) : DurationModel.Zero,
                Loss = Loss,
                MaxBytesPerSecond = MaxBytesPerSecond,
                Duplication = Duplication,
                Reordering = Reordering,
            }
        );

    /// <summary>Converts the link to a fault of the second machine for packets from the first machine.</summary>
    internal NodeFault ToNodeFault() =>
        new()
        {
            InboundLinks =
            [
                new InboundLinkFault(First)
                {
                    Delay = Latency,
                    Jitter = Jitter,
                    Loss = Loss,
                    MaxBytesPerSecond = MaxBytesPerSecond,
                    Duplication = Duplication,
                    Reordering = Reordering,
                },
            ],
        };
}

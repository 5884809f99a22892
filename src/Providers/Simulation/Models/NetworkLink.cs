using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>One direction between two hosts: its model, its cuts, and when it is free again.</summary>
internal sealed class NetworkLink(SimulationKernel kernel, LinkModel model)
{
    private const string Ordinary = "network";

    private readonly StableRandom _ordinary = kernel.Chance[Ordinary];
    private readonly StableRandom _faults = kernel.Chance[ChanceStreams.Faults];
    private long _freeAt;

    public LinkModel Model { get; set; } = model;

    public bool IsCut { get; set; }

    /// <summary>Sends a packet.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="again">Whether it was sent before: then its chance is that of faults, so that the first tries stay as they are.</param>
    /// <returns>The tick at which it arrives; null when it does not.</returns>
    public long? Carry(int bytes, bool again = false)
    {
        StableRandom chance = again ? _faults : _ordinary;
        long latency = (Model.Latency.Draw(chance) + Model.Jitter.Draw(chance)).Ticks;
        _freeAt = Math.Max(_freeAt, kernel.Now) + TicksFor(bytes);
        bool lost = _faults.NextChance(Model.Loss);
        if (_faults.NextChance(Model.Reordering))
        {
            latency += Model.ReorderingDelay.Draw(_faults).Ticks;
        }

        return lost || IsCut ? null : _freeAt + latency;
    }

    /// <summary>Whether the packet just sent arrives twice.</summary>
    public bool Doubles() => _faults.NextChance(Model.Duplication);

    /// <summary>Time in ticks for an answer of no size, such as an acknowledgement.</summary>
    public long Answer() => Model.Latency.Draw(_ordinary).Ticks;

    private long TicksFor(int bytes) =>
        Model.BytesPerSecond is { } rate ? (long)((Int128)bytes * TimeSpan.TicksPerSecond / rate) : 0;
}

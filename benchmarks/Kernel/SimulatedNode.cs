using Scalewright.Providers.Simulation.Kernel;

namespace Benchmarks.Kernel;

/// <summary>Node with a live process and a state, which sends a heartbeat about every second.</summary>
internal sealed class SimulatedNode(SimulationKernel kernel, StableRandom random, int number)
{
    public int Number => number;

    public long HeartbeatCount { get; private set; }

    public long LastHeartbeatAt { get; private set; }

    public async SimTask LiveLeanAsync(int heartbeats)
    {
        while (HeartbeatCount < heartbeats)
        {
            await kernel.Delay(Pause());
            Beat();
        }
    }

    public async Task LiveAsync(int heartbeats)
    {
        while (HeartbeatCount < heartbeats)
        {
            await kernel.Delay(Pause());
            Beat();
        }
    }

    private long Pause() => random.NextInt64(TimeSpan.TicksPerSecond / 2, TimeSpan.TicksPerSecond * 3 / 2);

    private void Beat()
    {
        HeartbeatCount++;
        LastHeartbeatAt = kernel.Now;
    }
}

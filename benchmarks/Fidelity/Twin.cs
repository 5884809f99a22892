using Scalewright;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Benchmarks.Fidelity;

/// <summary>
/// Simulation of a provider: machines with the same boot time, links with half the time of a call in each direction,
/// and a program that takes the rest of the time of a command.
/// </summary>
internal static class Twin
{
    public static async Task<Figures> MeasureAsync(Figures real)
    {
        TimeSpan work = real.Command > real.Call ? real.Command - real.Call : TimeSpan.Zero;
        SimulationOptions options = new()
        {
            Services = Work.Services,
            Cloud = CloudModel.Default with { Machine = MachineModel.Default with { BootDelay = DurationModel.Fixed(real.Boot) } },
            Calls = CallModel.Default with { Latency = DurationModel.Zero },
            Link = LinkModel.Default with { Latency = DurationModel.Fixed(real.Call / 2) },
            Programs = ValueMap<SimulatedProgram>.Empty.With("true", async (call, _) =>
            {
                await PassAsync(work, call.Clock);
                return 0;
            }),
        };
        await using SimulationProvider provider = new() { Seed = 42, Options = options };
        Figures? figures = null;
        await provider.RunAsync(async cancellationToken => figures = await new MeasuredProgram(provider).MeasureAsync(cancellationToken));
        return figures!;
    }

    // Task.Delay ignores fractions of a millisecond.
    private static async Task PassAsync(TimeSpan time, TimeProvider clock)
    {
        TaskCompletionSource over = new();
        await using ITimer timer = clock.CreateTimer(_ => over.TrySetResult(), null, time, Timeout.InfiniteTimeSpan);
        await over.Task;
    }
}

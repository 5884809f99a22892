using Scalewright.Providers.Simulation.Kernel;

namespace Benchmarks.Kernel;

/// <summary>Hold model of the peers: N processes, each sleeping M times for 1 to 1,000,000 units.</summary>
internal static class HoldWorkload
{
    private const int LongestSleep = 1_000_000;

    /// <summary>Creates a kernel in which all processes have started their first sleep.</summary>
    public static SimulationKernel Prepare(HoldStyle style, int processes, int sleeps)
    {
        SimulationKernel kernel = new(new KernelOptions { Seed = 7 });
        StableRandom random = kernel.RandomStreams[RandomStreams.Work];
        for (int index = 0; index < processes; index++)
        {
            switch (style)
            {
                case HoldStyle.Callback:
                    kernel.Schedule(random.Next(1, LongestSleep), new Sleeper(kernel, random, sleeps));
                    break;
                case HoldStyle.Async:
                    _ = kernel.Start(() => SleepAsync(kernel, random, sleeps));
                    break;
                case HoldStyle.SimTask:
                    _ = SleepLeanAsync(kernel, random, sleeps);
                    break;
                case HoldStyle.TaskDelay:
                    _ = kernel.Start(() => DelayAsync(kernel, random, sleeps));
                    break;
            }
        }

        return kernel;
    }

    private static async Task SleepAsync(SimulationKernel kernel, StableRandom random, int sleeps)
    {
        for (int sleep = 0; sleep < sleeps; sleep++)
        {
            await kernel.Delay(random.Next(1, LongestSleep));
        }
    }

    private static async SimTask SleepLeanAsync(SimulationKernel kernel, StableRandom random, int sleeps)
    {
        for (int sleep = 0; sleep < sleeps; sleep++)
        {
            await kernel.Delay(random.Next(1, LongestSleep));
        }
    }

    private static async Task DelayAsync(SimulationKernel kernel, StableRandom random, int sleeps)
    {
        for (int sleep = 0; sleep < sleeps; sleep++)
        {
            // Whole milliseconds, because Task.Delay rounds to them.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, LongestSleep)), kernel.Clock);
        }
    }

    private sealed class Sleeper(SimulationKernel kernel, StableRandom random, int sleeps) : KernelEvent
    {
        private int _left = sleeps - 1;

        protected override void Execute()
        {
            if (_left-- > 0)
            {
                kernel.Schedule(kernel.Now + random.Next(1, LongestSleep), this);
            }
        }
    }
}

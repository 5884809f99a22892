using System.Runtime.CompilerServices;

namespace Simulation.Tests.Providers;

public class OutsideOfRunTests
{
    [Fact]
    public async Task A_periodic_timer_created_outside_of_a_run_ticks_in_the_next_run()
    {
        await using SimulationProvider provider = new();
        MakeAndForget(provider);
        CollectGarbage();
        using PeriodicTimer timer = new(TimeSpan.FromMinutes(1), provider.Clock);

        await provider.RunAsync(async token => (await timer.WaitForNextTickAsync(token)).ShouldBeTrue());

        provider.Elapsed.ShouldBe(TimeSpan.FromMinutes(1));
        Should.Throw<OutsideSimulationException>(() => _ = Task.Delay(TimeSpan.FromSeconds(1), provider.Clock).IsCompleted);
    }

    [Fact]
    public async Task A_periodic_timer_created_off_the_loop_is_an_escape_and_does_not_crash_the_process()
    {
        await using SimulationProvider provider = new();

        await Should.ThrowAsync<SimulationEscapedException>(() =>
            provider.RunAsync(_ =>
            {
                Thread other = new(() => MakeAndForget(provider));
                other.Start();
                other.Join();
                return Task.CompletedTask;
            })
        );
        MakeAndForget(provider);
        CollectGarbage();
    }

    [Fact]
    public async Task A_ping_off_the_loop_is_an_escape()
    {
        await using SimulationProvider provider = new();

        await Should.ThrowAsync<SimulationEscapedException>(() =>
            provider.RunAsync(_ =>
            {
                Thread other = new(() => Record.Exception(() => provider.Ping("controller", "controller", new StableRandom(1))));
                other.Start();
                other.Join();
                return Task.CompletedTask;
            })
        );
    }

    [Fact]
    public async Task A_second_run_from_another_thread_is_rejected_and_the_first_continues()
    {
        await using SimulationProvider provider = new();
        Exception? refused = null;

        await provider.RunAsync(async token =>
        {
            await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
            Thread other = new(() =>
                refused = Record.Exception(() => provider.RunAsync(static _ => Task.CompletedTask).GetAwaiter().GetResult())
            );
            other.Start();
            other.Join();
            await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
        });

        refused.ShouldBeOfType<SimulationBusyException>().Message.ShouldContain("cannot run two at the same time");
        provider.Elapsed.ShouldBe(TimeSpan.FromMinutes(2));
        await provider.RunAsync(static _ => Task.CompletedTask);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeAndForget(SimulationProvider provider) => _ = new PeriodicTimer(TimeSpan.FromSeconds(1), provider.Clock);

    /// <summary>Runs finalizers. A finalizer that throws terminates the test process.</summary>
    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}

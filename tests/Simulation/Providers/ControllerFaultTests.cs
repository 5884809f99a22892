namespace Simulation.Tests.Providers;

public class ControllerFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task F_PROC_02_a_killed_program_never_resumes_and_its_sent_requests_are_still_executed()
    {
        FaultSchedule faults = FaultSchedule.Empty.Add(TimeSpan.FromMilliseconds(80), new KillController());
        await using SimulationProvider provider = new()
        {
            Options = new SimulationOptions
            {
                Faults = faults,
                Calls = new CallModel { MaxConcurrency = 10 },
            },
        };
        int told = 0;
        bool unwound = false;

        ControllerKilledException killed = await Should.ThrowAsync<ControllerKilledException>(() =>
            provider.RunAsync(async () =>
            {
                try
                {
                    await foreach (StepOutcome outcome in provider.ApplyAsync(Orders.CreateNodes(100)))
                    {
                        told++;
                    }
                }
                finally
                {
                    unwound = true;
                }
            })
        );
        await provider.RunAsync(async () =>
        {
            await Task.Delay(60 * Second, provider.Clock);
            (await provider.ObserveAsync(Orders.Owner)).Count.ShouldBe(20);
        });

        killed.At.ShouldBe(TimeSpan.FromMilliseconds(80));
        (told, unwound).ShouldBe((10, false));
    }

    [Fact]
    public async Task F_PROC_05_a_frozen_controller_resumes_and_is_fenced_by_its_successor()
    {
        FaultSchedule faults = FaultSchedule.Empty.Add(10 * Second, new FreezeController { Duration = 100 * Second });
        await using SimulationProvider provider = new() { Options = new SimulationOptions { Faults = faults } };
        SimulationProvider other = provider.OpenController("other");

        await provider.RunAsync(async () =>
        {
            StepOutcome? taken = null;
            Task next = other.RunAsync(async () => taken = await AskAsync(other, 60 * Second, epoch: 2));

            StepOutcome refused = await AskAsync(provider, 15 * Second, epoch: 1);

            await next;
            taken!.Result.ShouldBe(StepResult.Succeeded);

            provider.Elapsed.ShouldBeInRange(110 * Second, 111 * Second);
            refused.Problem!.Code.ShouldBe(ProblemCode.LeaseLost);
        });
    }

    [Fact]
    public async Task F_TIME_01_and_04_clock_jumps_and_late_timers_do_not_affect_timestamps()
    {
        await using SimulationProvider provider = new();

        await provider.RunAsync(async () =>
        {
            long start = provider.Clock.GetTimestamp();
            provider.Inject(new JumpClock("controller", TimeSpan.FromDays(3_650)) { Duration = 60 * Second });
            provider.Inject(new DelayTimers(DurationModel.Fixed(5 * Second)) { Duration = 60 * Second });
            provider.Clock.GetUtcNow().Year.ShouldBe(2009);

            await Task.Delay(10 * Second, provider.Clock);

            provider.Clock.GetElapsedTime(start).ShouldBe(15 * Second);
            await Task.Delay(60 * Second, provider.Clock);
            provider.Clock.GetUtcNow().Year.ShouldBe(2000);
            await Task.Delay(10 * Second, provider.Clock);
            provider.Clock.GetElapsedTime(start).ShouldBe(90 * Second);
        });
    }

    private static async Task<StepOutcome> AskAsync(SimulationProvider provider, TimeSpan after, long epoch)
    {
        await Task.Delay(after, provider.Clock);
        return (await provider.ApplyAllAsync(Orders.CreateNode($"node-{epoch}", epoch: epoch))).Single();
    }
}

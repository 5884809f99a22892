namespace Simulation.Tests.Models;

public class MachineTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SimulationKernel _kernel = new();

    [Fact]
    public void A_machine_runs_after_its_boot_delay_and_fails_after_its_lifetime()
    {
        SimulatedMachine machine = new(_kernel, "node-1", new MachineModel { Lifetime = DurationModel.Fixed(100 * Second) });
        List<(MachineState State, double At)> course = [];
        machine.OnChange = (changed, _) => course.Add((changed.State, _kernel.Elapsed.TotalSeconds));

        _kernel.Run(machine.BootAsync).ShouldBeTrue();
        _kernel.Run();

        course.ShouldBe([(MachineState.Booting, 0), (MachineState.Running, 30), (MachineState.Failed, 130)]);
    }

    [Fact]
    public void A_machine_turned_off_during_boot_does_not_run()
    {
        SimulatedMachine machine = new(_kernel, "node-1");
        _kernel.Schedule(Second.Ticks, machine.TurnOff);

        _kernel.Run(machine.BootAsync).ShouldBeFalse();

        machine.State.ShouldBe(MachineState.Off);
    }

    [Fact]
    public void Boot_failures_match_their_probability()
    {
        int failed = 0;
        _kernel.Run(async () =>
        {
            bool[] runs = await Task.WhenAll(
                Enumerable
                    .Range(0, 1_000)
                    .Select(number =>
                        new SimulatedMachine(_kernel, $"node-{number}", new MachineModel { BootFailureProbability = 0.2 }).BootAsync()
                    )
            );
            failed = runs.Count(ran => !ran);
        });

        failed.ShouldBeInRange(160, 240);
    }

    [Fact]
    public void F_TIME_01_a_wall_clock_jump_does_not_affect_timestamps_and_timers()
    {
        MachineClock clock = new(_kernel);
        List<double> fired = [];
        using ITimer timer = clock.CreateTimer(_ => fired.Add(_kernel.Elapsed.TotalSeconds), null, 10 * Second, Timeout.InfiniteTimeSpan);
        long before = clock.GetTimestamp();
        clock.Offset = TimeSpan.FromDays(-365 * 30);
        clock.GetUtcNow().Year.ShouldBe(1970);
        clock.Offset = TimeSpan.FromDays(-365 * 9_999);
        clock.GetUtcNow().ShouldBe(DateTimeOffset.MinValue);

        _kernel.Run();

        fired.ShouldBe([10]);
        clock.GetElapsedTime(before).ShouldBe(10 * Second);
    }

    [Fact]
    public void F_TIME_02_machine_clocks_are_ahead_or_behind_by_their_skew()
    {
        MachineModel model = new() { ClockSkew = DurationModel.Fixed(TimeSpan.FromMinutes(5)) };

        TimeSpan[] offsets =
        [
            .. Enumerable.Range(0, 50).Select(number => new SimulatedMachine(_kernel, $"node-{number}", model).Clock.Offset),
        ];

        offsets.Distinct().Order().ShouldBe([TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5)]);
    }

    [Fact]
    public void F_TIME_03_overdue_timers_of_a_frozen_machine_fire_once_and_in_order_when_it_resumes()
    {
        SimulatedMachine machine = new(_kernel, "node-1");
        List<(string Name, double At)> fired = [];
        _kernel.Run(machine.BootAsync);
        using ITimer slow = Timer("slow", 20, Timeout.InfiniteTimeSpan);
        using ITimer fast = Timer("fast", 10, 10 * Second);
        machine.Freeze();
        _kernel.RunFor(TimeSpan.FromHours(1));
        fired.ShouldBeEmpty();
        machine.Thaw();
        _kernel.RunFor(15 * Second);

        fired.ShouldBe([("fast", 3_630), ("slow", 3_630), ("fast", 3_640)]);

        ITimer Timer(string name, int seconds, TimeSpan period) =>
            machine.Clock.CreateTimer(_ => fired.Add((name, _kernel.Elapsed.TotalSeconds)), null, seconds * Second, period);
    }

    [Fact]
    public void F_TIME_04_timers_fire_late_by_a_random_delay()
    {
        MachineClock clock = new(_kernel) { TimerDelay = DurationModel.Uniform(TimeSpan.Zero, 5 * Second) };

        TimeSpan[] waits =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(_ =>
                {
                    TimeSpan start = _kernel.Elapsed;
                    _kernel.Run(() => Task.Delay(Second, clock));
                    return _kernel.Elapsed - start;
                }),
        ];

        waits.Min().ShouldBeGreaterThanOrEqualTo(Second);
        waits.Max().ShouldBeInRange(4 * Second, 6 * Second);
    }

    [Fact]
    public void A_fast_clock_fires_timers_early()
    {
        MachineClock clock = new(_kernel) { DriftPartsPerMillion = 250_000 };

        _kernel.Run(() => Task.Delay(100 * Second, clock));

        _kernel.Elapsed.ShouldBe(80 * Second);
        clock.GetElapsedTime(0).ShouldBe(100 * Second);
    }

    [Fact]
    public void Timers_of_a_failed_machine_never_fire()
    {
        SimulatedMachine machine = new(_kernel, "node-1");
        _kernel.Run(machine.BootAsync);
        bool fired = false;
        using ITimer timer = machine.Clock.CreateTimer(_ => fired = true, null, Second, Second);
        machine.Fail();
        _kernel.Run();

        fired.ShouldBeFalse();
        _kernel.Run(machine.BootAsync).ShouldBeTrue();
        machine.BootCount.ShouldBe(2);
    }

    [Fact]
    public void A_machine_freezes_and_resumes_as_its_model_specifies()
    {
        SimulatedMachine machine = new(_kernel, "node-1", new MachineModel { TimeToFreeze = DurationModel.Fixed(60 * Second) });
        List<(MachineState State, double At)> course = [];
        _kernel.Run(machine.BootAsync);
        machine.OnChange = (changed, _) => course.Add((changed.State, _kernel.Elapsed.TotalSeconds));

        _kernel.RunFor(140 * Second);

        course.ShouldBe([(MachineState.Frozen, 90), (MachineState.Running, 100), (MachineState.Frozen, 160), (MachineState.Running, 170)]);
    }
}

namespace Simulation.Tests.Exploration;

public class SeedEndTests
{
    [Fact]
    public async Task The_shared_object_of_a_seed_is_disposed_once_per_run_even_after_a_failure()
    {
        List<Shared> made = [];
        ExplorationOptions options = new()
        {
            MaxDegreeOfParallelism = 1,
            DeterminismCheckRatio = 1,
            MaxFailures = 4,
            MaxShrinkRuns = 0,
        };

        ExplorationReport report = await Scalewright.Simulation.ExploreAsync(
            4,
            place => Made(place, made),
            static (shared, _) => shared.RunAsync(),
            options: options
        );

        report.Failures.Select(failure => failure.Run.Seed).ShouldBe([2, 4]);

        // Each seed runs twice, and each failed seed once more for its timeline.
        made.Select(shared => shared.Ends).ShouldBe(Enumerable.Repeat(1, (4 * 2) + 2));
    }

    /// <summary>Each seed counts once, also if it runs twice or fails. The condition holds at one of two moments.</summary>
    [Fact]
    public async Task Declared_situations_are_counted_by_seed_and_those_that_no_seed_reached_are_named()
    {
        ExplorationOptions options = new()
        {
            DeterminismCheckRatio = 1,
            MaxFailures = 10,
            MaxShrinkRuns = 0,
        };

        ExplorationReport report = await Scalewright.Simulation.ExploreAsync(10, RunAsync, options: options);

        report.Situations.ShouldBe([
            new Situation("a third seed", 3),
            new Situation("an eleventh seed", 0),
            new Situation("the start", 10),
        ]);
        (report with { Failures = [] }).ToString().Split('\n')[1..].ShouldBe(["no seed reached: an eleventh seed"]);

        static Task RunAsync(SimulationProvider provider, CancellationToken cancellationToken)
        {
            provider.Sometimes("the start", true);
            provider.Sometimes("the start", false);
            provider.Sometimes("a third seed", provider.Seed % 3 == 0);
            provider.Sometimes("an eleventh seed", provider.Seed == 11);
            return provider.Seed == 9 ? throw new InvalidTimeZoneException() : Task.CompletedTask;
        }
    }

    [Fact]
    public async Task An_exception_on_disposal_fails_a_seed_that_had_no_failure()
    {
        ExplorationReport report = await Scalewright.Simulation.ExploreAsync(
            1,
            static place => new Shared(place) { BreaksAtEnd = true },
            static (_, _) => Task.CompletedTask
        );

        report.Failures.ShouldHaveSingleItem().Run.Failure.ShouldBeOfType<InvalidTimeZoneException>();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Shrinking_preserves_the_failure_that_was_found(bool isElsewhere)
    {
        FaultGenerator two = new()
        {
            Kinds = [new("first", static (_, _) => new ReuseIds()), new("second", static (_, _) => new HealNetwork())],
            KindProbability = 1,
            MaxCountPerKind = 1,
        };

        ExplorationReport report = await Scalewright.Simulation.ExploreAsync(
            1,
            (place, _) => BreakAsync(place.Options.Faults.Faults.Count, isElsewhere),
            two
        );

        report.Failures.ShouldHaveSingleItem().Run.Failure!.Message.ShouldStartWith("the work of 2 ");
        report.Failures[0].Run.Faults.Faults.Count.ShouldBe(2);
    }

    /// <summary>Two faults together cause one error; fewer faults cause another error of the same type.</summary>
    private static Task BreakAsync(int faults, bool isElsewhere) =>
        faults switch
        {
            2 => throw new InvalidTimeZoneException($"the work of {faults} is done twice"),
            _ when isElsewhere => throw new InvalidTimeZoneException($"the work of {faults} is done twice"),
            _ => BreakHereAsync(),
        };

    private static Task BreakHereAsync() => throw new InvalidTimeZoneException("a lease was lost");

    [Fact]
    public async Task A_replay_with_a_determinism_check_ratio_of_one_detects_nondeterminism()
    {
        int run = 0;

        SeedRun replayed = await Scalewright.Simulation.ReplayAsync(
            "1:none",
            async (place, token) => await Task.Delay(TimeSpan.FromMinutes(++run), place.Clock, token),
            options: new ExplorationOptions { DeterminismCheckRatio = 1 }
        );

        replayed
            .Failure.ShouldBeOfType<NonDeterminismException>()
            .Message.ShouldMatch(
                "^Two runs of the same seed differ: [0-9a-f]{16} and [0-9a-f]{16}\\. Step [2-9] was at 00:03:00 in one run and at 00:04:00 in the other; no call was before it\\. Use only "
            );
    }

    [Fact]
    public async Task Runs_that_differ_are_reported_with_the_call_before_the_difference()
    {
        int run = 0;

        SeedRun replayed = await Scalewright.Simulation.ReplayAsync(
            "1:none",
            async (place, token) =>
            {
                await place.ObserveAsync(null, token);
                await Task.Delay(TimeSpan.FromMinutes(++run), place.Clock, token);
            },
            options: new ExplorationOptions { DeterminismCheckRatio = 1 }
        );

        replayed.Failure.ShouldBeOfType<NonDeterminismException>().Message.ShouldMatch("; the last call before it was '[^']+', at 00:00:0");
    }

    [Fact]
    public async Task A_program_that_leaves_the_simulation_fails_its_seed_with_the_location()
    {
        SeedRun run = await Scalewright.Simulation.ReplayAsync("1", static (place, _) => LeaveAsync(place));

        run.Failure.ShouldBeOfType<SimulationEscapedException>().Message.ShouldContain(nameof(LeaveAsync));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_program_that_times_out_is_reported_with_the_location_where_it_waits()
    {
        ExplorationOptions options = new() { FaultPhaseTimeout = TimeSpan.FromHours(1) };

        SeedRun run = await Scalewright.Simulation.ReplayAsync(
            "1",
            static (place, token) => Task.Delay(TimeSpan.FromHours(2), place.Clock, token),
            options: options
        );

        run.Elapsed.ShouldBe(TimeSpan.FromHours(1));
        run.Failure.ShouldBeOfType<SimulationTimeoutException>().Message.ShouldContain(nameof(SeedEndTests));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_program_that_waits_forever_is_reported_with_its_location_by_default()
    {
        ExplorationReport report = await Scalewright.Simulation.ExploreAsync(1, static (_, _) => WaitForeverAsync());

        report
            .Failures.ShouldHaveSingleItem()
            .Run.Failure.ShouldBeOfType<SimulationTimeoutException>()
            .Message.ShouldContain($"{nameof(SeedEndTests)}.{nameof(WaitForeverAsync)}");
    }

    private static async Task WaitForeverAsync() => await new TaskCompletionSource().Task;

    private static Shared Made(SimulationProvider place, List<Shared> made)
    {
        made.Add(new Shared(place));
        return made[^1];
    }

    /// <summary>Uses the simulated clock from a new thread, which has exited when the call returns.</summary>
    private static Task LeaveAsync(SimulationProvider place)
    {
        Exception? refused = null;
        Thread thread = new(() => refused = Record.Exception(() => place.Clock.GetTimestamp()));
        thread.Start();
        thread.Join();
        return refused is null ? Task.CompletedTask : Task.FromException(refused);
    }

    private sealed class Shared(SimulationProvider place) : IDisposable
    {
        public int Ends { get; private set; }

        public bool BreaksAtEnd { get; init; }

        public Task RunAsync() => place.Seed % 2 == 0 ? throw new InvalidTimeZoneException("even") : Task.CompletedTask;

        public void Dispose()
        {
            Ends++;
            if (BreaksAtEnd)
            {
                throw new InvalidTimeZoneException("at the end");
            }
        }
    }
}

namespace Simulation.Tests.Providers;

public class NodeLifecycleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_node_is_pending_until_its_machine_has_booted()
    {
        await using SimulationProvider provider = new() { Seed = 42 };
        List<(ResourceState State, double At)> course = [];

        await provider.RunAsync(async () =>
        {
            StepOutcome outcome = (await provider.ApplyAllAsync(Orders.CreateNode("node-1"))).Single();
            course.Add((outcome.Resource!.State, provider.Elapsed.TotalSeconds));
            ValueList<Resource> found = await provider.ObserveWhenAsync(all => all[0].State == ResourceState.Ready);
            course.Add((found[0].State, Math.Floor(provider.Elapsed.TotalSeconds)));
        });

        course.ShouldBe([(ResourceState.Pending, 0.05), (ResourceState.Ready, 30)]);
        provider
            .GetRecentEvents("node-1")
            .Select(one => one.ToString())
            .ShouldBe(["00:00:00.0250000 it was created", "00:00:00.0250000 its machine boots", "00:00:30.0250000 its machine runs"]);
    }

    [Fact]
    public async Task A_machine_that_fails_to_boot_fails_its_node()
    {
        MachineModel machine = new() { BootFailureProbability = 1 };
        await using SimulationProvider provider = new()
        {
            Options = new SimulationOptions { Cloud = new CloudModel { Machine = machine } },
        };

        await provider.RunAsync(async () =>
        {
            await provider.ApplyAllAsync(Orders.CreateNode("node-1"));
            await Task.Delay(31 * Second, provider.Clock);
            (await provider.ObserveAsync(Orders.Owner))[0].State.ShouldBe(ResourceState.Failed);
        });
    }

    [Fact]
    public async Task Nodes_created_in_one_run_are_found_and_deleted_in_the_next()
    {
        await using SimulationProvider provider = new();
        await provider.RunAsync(() => provider.ApplyAllAsync(Orders.CreateNodes(200)));

        await provider.RunAsync(async () =>
        {
            ValueList<Resource> found = await provider.ObserveAsync(Orders.Owner);
            found.Count.ShouldBe(200);
            ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync(found.Select(node => Orders.DestroyNode(node)).ToValueList());
            outcomes.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded && outcome.Resource == null);
            (await provider.ObserveAsync(null)).ShouldBeEmpty();
        });
    }

    [Fact]
    public async Task Calls_outside_of_a_run_fail_with_a_hint_to_RunAsync()
    {
        await using SimulationProvider provider = new();

        Exception[] thrown =
        [
            await Should.ThrowAsync<OutsideSimulationException>(() => provider.ObserveAsync(null)),
            await Should.ThrowAsync<OutsideSimulationException>(() => provider.ApplyAllAsync(Orders.CreateNode("node-1"))),
            await Should.ThrowAsync<OutsideSimulationException>(() => Task.Delay(Second, provider.Clock)),
        ];

        thrown.ShouldAllBe(one => one.Message.Contains("await provider.RunAsync(", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_after_an_escape_fail_with_the_origin_of_the_escape()
    {
        await using SimulationProvider provider = new();
        await Should.ThrowAsync<SimulationEscapedException>(() =>
            provider.RunAsync(_ =>
            {
                Thread stranger = new(() => Record.Exception(() => provider.Elapsed));
                stranger.Start();
                stranger.Join();
                return Task.CompletedTask;
            })
        );

        SimulationEscapedException[] thrown =
        [
            await Should.ThrowAsync<SimulationEscapedException>(() => provider.RunAsync(_ => Task.CompletedTask)),
            await Should.ThrowAsync<SimulationEscapedException>(() => provider.ObserveAsync(null)),
            await Should.ThrowAsync<SimulationEscapedException>(() => Task.Delay(Second, provider.Clock)),
            Should.Throw<SimulationEscapedException>(() => provider.Inject(new ReuseIds())),
        ];

        thrown.ShouldAllBe(one =>
            one.Message.Contains("create a new provider", StringComparison.Ordinal)
            && one.Message.Contains(nameof(NodeLifecycleTests) + ".cs:line", StringComparison.Ordinal)
        );
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(false), InlineData(true)]
    public async Task A_stall_shows_only_source_locations_of_the_user(bool traced)
    {
        await using SimulationProvider provider = new() { Options = new SimulationOptions { IsWaitTracingEnabled = traced } };

        SimulationStalledException stalled = await Should.ThrowAsync<SimulationStalledException>(() =>
            provider.RunAsync(async _ => await new TaskCompletionSource().Task)
        );

        stalled.Waits.ShouldNotBeEmpty();
        stalled.Waits.ShouldAllBe(wait => wait.Location.Contains(nameof(NodeLifecycleTests) + ".cs:line", StringComparison.Ordinal));
        stalled.Message.ShouldNotContain("Controller.cs");
    }

    [Fact]
    public async Task A_run_can_be_canceled_from_another_thread()
    {
        await using SimulationProvider provider = new();
        using CancellationTokenSource ending = new();
        TimeSpan hour = TimeSpan.FromHours(1);

        await Should.ThrowAsync<OperationCanceledException>(() =>
            provider.RunAsync(
                async token =>
                {
                    Thread other = new(ending.Cancel);
                    other.Start();
                    while (true)
                    {
                        await Task.Delay(hour, provider.Clock, token);
                    }
                },
                ending.Token
            )
        );
    }
}

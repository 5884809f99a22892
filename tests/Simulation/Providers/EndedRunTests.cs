namespace Simulation.Tests.Providers;

/// <summary>A run leaves no lock behind, however it ends (docs/concepts/state.md: "No manual step").</summary>
public class EndedRunTests
{
    private const string Folder = "/state/demo";

    private static ClusterBuilder Demo =>
        Cluster.Create(Topology.Create("demo").AddProfile(Profile.Create("farm").WithCount(1).Build()).Build()).WithState(Folder);

    [Fact]
    public Task A_program_that_throws_leaves_a_state_that_the_next_program_can_open() =>
        LeaveAsync<InvalidTimeZoneException>((_, _) => throw new InvalidTimeZoneException("a bug of the program"));

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task A_program_that_stalls_leaves_a_state_that_the_next_program_can_open() =>
        LeaveAsync<SimulationStalledException>(static (_, _) => new TaskCompletionSource().Task);

    [Fact]
    public async Task A_canceled_program_leaves_a_state_that_the_next_program_can_open()
    {
        using CancellationTokenSource source = new();
        await LeaveAsync<OperationCanceledException>(
            (provider, token) =>
            {
                source.Cancel();
                return Task.Delay(TimeSpan.FromHours(1), provider.Clock, token);
            },
            source.Token
        );
    }

    [Fact]
    public async Task A_program_that_does_not_dispose_its_cluster_leaves_a_state_that_the_next_program_can_open()
    {
        await using SimulationProvider provider = new() { Seed = 42 };
        await provider.RunAsync(async token => await Demo.UseProvider(provider).ProvisionAsync(token));

        await OpenAsync(provider);
    }

    [Fact]
    public async Task A_second_controller_is_rejected_with_the_identity_of_the_simulated_lock_holder()
    {
        await using SimulationProvider provider = new() { Seed = 42 };
        StateException? refused = null;

        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await Demo.UseProvider(provider).ProvisionAsync(token);
            refused = await Failures.OfAsync<StateException>(() => Cluster.OpenAsync(Folder, provider.OpenController("rival"), token));
        });

        refused.ShouldNotBeNull().Message.ShouldContain("simulation@controller pid 1, 'provision' since 2000-01-01T00:00:00Z, lock ");
    }

    [Fact]
    public async Task A_cluster_kept_across_runs_is_fenced_by_a_later_owner_of_its_state()
    {
        await using SimulationProvider provider = new() { Seed = 42 };
        Cluster? kept = null;
        await provider.RunAsync(async token => kept = await Demo.UseProvider(provider).ProvisionAsync(token));

        await OpenAsync(provider);
        await provider.RunAsync(async token =>
            (await Failures.OfAsync<StateException>(() => kept!.DestroyAsync(token))).Problems[0].Code.ShouldBe(ProblemCode.LeaseLost)
        );
    }

    private static async Task LeaveAsync<TException>(
        Func<SimulationProvider, CancellationToken, Task> end,
        CancellationToken cancellationToken = default
    )
        where TException : Exception
    {
        await using SimulationProvider provider = new() { Seed = 42 };
        await Should.ThrowAsync<TException>(() =>
            provider.RunAsync(
                async token =>
                {
                    await Demo.UseProvider(provider).ProvisionAsync(token);
                    await end(provider, token);
                },
                cancellationToken
            )
        );

        await OpenAsync(provider);
    }

    private static Task OpenAsync(SimulationProvider provider) =>
        provider.RunAsync(async token =>
        {
            await using Cluster opened = await Cluster.OpenAsync(Folder, provider, token);
            opened.Nodes.ShouldHaveSingleItem().State.ShouldBe(NodeState.Ready);
        });
}

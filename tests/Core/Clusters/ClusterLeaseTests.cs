using Scalewright.Providers.Simulation.Kernel;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public class ClusterLeaseTests
{
    private static readonly DurableStoreOptions TakingOver = new()
    {
        LockHolder = new LockHolder(),
        Random = new Random(1),
        AllowExpiredLeaseTakeover = true,
    };

    [Fact]
    public Task An_idle_lease_holder_keeps_its_lease() =>
        Run(async scene =>
        {
            await using LiveCluster idle = await scene.Describe(1).ProvisionAsync(scene.Token);
            await using SimulationProvider rival = scene.Provider.OpenController("rival");
            for (int minute = 1; minute <= 10; minute++)
            {
                await scene.WaitAsync(TimeSpan.FromSeconds(61));
                (await Thrown.ByAsync<StateException>(() => scene.OpenAsync(rival, TakingOver))).Code.ShouldBe(ProblemCode.StateLocked);
            }

            (await idle.RepairAsync(scene.Token)).Problems.ShouldBeEmpty();
        });

    [Fact]
    public Task F_PROC_05_a_frozen_lease_holder_loses_its_lease_and_its_next_request_fails() =>
        Run(async scene =>
        {
            LiveCluster frozen = await scene.Describe(2).ProvisionAsync(scene.Token);
            await using SimulationProvider rival = scene.Provider.OpenController("rival");
            Task taking = rival.RunAsync(async token =>
            {
                await Task.Delay(TimeSpan.FromSeconds(90), rival.Clock, token);
                await using LiveCluster taken = await scene.OpenAsync(rival, TakingOver);
                await taken.ApplyAsync(ListedScene.Sized(1), token);
            });
            scene.Provider.Inject(new FreezeController { Duration = TimeSpan.FromMinutes(3) });
            await taking;

            StateException fenced = await Thrown.ByAsync<StateException>(() => frozen.ApplyAsync(ListedScene.Sized(5), scene.Token));

            fenced.Code.ShouldBe(ProblemCode.LeaseLost);
            (await scene.ListedAsync()).ShouldBe(["Group web", "Node demo-1"]);
        });

    [Fact]
    public Task A_truncated_journal_is_reported_even_when_the_provider_denies_access() =>
        Run(async scene =>
        {
            await (await scene.Describe(1).ProvisionAsync(scene.Token)).DisposeAsync();
            using (IFile journal = scene.Provider.FileSystem.Open("/state/demo/journal.log", FileOpenMode.Append))
            {
                journal.Append("half a cha"u8);
                await journal.FlushAsync();
            }

            scene.Provider.Inject(
                new FailCalls(CallFailure.CredentialsRefused) { Kinds = CallKinds.List, Duration = TimeSpan.FromMinutes(30) }
            );
            ScalewrightException refused = await Thrown.ByAsync<ScalewrightException>(() => scene.OpenAsync());
            await scene.WaitAsync(TimeSpan.FromHours(1));
            await using LiveCluster again = await scene.OpenAsync();

            refused.Problems[0].Code.ShouldBe(ProblemCode.AuthenticationFailed);
            refused.Problems.ShouldContain(problem => problem.Code == ProblemCode.TruncatedJournal);
            again.Warnings.ShouldBeEmpty("the first opening has put it in order");
        });

    [Fact]
    public Task A_closed_cluster_runs_no_background_work() =>
        Run(async scene =>
        {
            long start = scene.Provider.Steps;
            await scene.WaitAsync(TimeSpan.FromMinutes(10));
            long quiet = scene.Provider.Steps - start;
            await (await scene.Describe(1).ProvisionAsync(scene.Token)).DisposeAsync();
            await scene.WaitAsync(TimeSpan.FromMinutes(1));

            start = scene.Provider.Steps;
            await scene.WaitAsync(TimeSpan.FromMinutes(10));

            (scene.Provider.Steps - start).ShouldBe(quiet);
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_simulation_that_waits_forever_is_reported_as_stalled_despite_an_open_cluster()
    {
        await Should.ThrowAsync<SimulationStalledException>(() =>
            Run(async scene =>
            {
                await using LiveCluster cluster = await scene.Describe(1).ProvisionAsync(scene.Token);
                await new TaskCompletionSource().Task;
            })
        );
    }

    private static Task Run(Func<ListedScene, Task> story) => ListedScene.RunAsync(story, new SimulationOptions());
}

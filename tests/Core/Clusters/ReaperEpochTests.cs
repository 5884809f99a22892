using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Reaping when tags do not identify the last lease holder; the state folder must stay usable.</summary>
public class ReaperEpochTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(7)]
    public Task Reaping_by_lineage_succeeds_after_holders_that_only_deleted_and_the_folder_stays_usable(int holders) =>
        ListedScene.RunAsync(
            async scene =>
            {
                Lineage lineage = await ShrinkAsync(scene, holders);

                ReapReport report = await Reaper.ReapAsync(scene.Provider, new ReapRequest { Lineage = lineage }, scene.Token);

                report.IsClean.ShouldBeTrue();
                report.AttemptCount.ShouldBe(1);
                (await scene.ListedAsync()).ShouldBeEmpty();
                await using LiveCluster again = await scene.OpenAsync();
                await again.ApplyAsync(ListedScene.Sized(2), scene.Token);
                (await scene.ListedAsync()).ShouldBe(["Group web", "Node demo-1", "Node demo-2"]);
            },
            new SimulationOptions()
        );

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task Reaping_after_many_lease_holders_needs_retries_and_a_single_attempt_reports_what_to_do() =>
        ListedScene.RunAsync(
            async scene =>
            {
                Lineage lineage = await ShrinkAsync(scene, 105);

                ReapReport once = await Reaper.ReapAsync(
                    scene.Provider,
                    new ReapRequest { Lineage = lineage, MaxAttempts = 1 },
                    scene.Token
                );
                ReapReport often = await Reaper.ReapAsync(scene.Provider, new ReapRequest { Lineage = lineage }, scene.Token);

                once.Remaining.Count.ShouldBe(3);
                once.Remaining[0].Problem.Code.ShouldBe(ProblemCode.LeaseLost);
                once.Remaining[0]
                    .Problem.ToString()
                    .ShouldBe(
                        "epoch 102 is rejected: later holders of 'demo' exist that created no resources; "
                            + "reap again, or by the folder of its state, which knows its epoch; when that is lost, adopt it into another folder and destroy it there"
                    );
                often.IsClean.ShouldBeTrue();
                often.AttemptCount.ShouldBe(2);
            },
            new SimulationOptions()
        );

    [Fact]
    public Task Reaping_by_cluster_name_does_not_take_over_and_reports_how_to() =>
        ListedScene.RunAsync(
            async scene =>
            {
                Lineage lineage = await ShrinkAsync(scene, 1);
                await scene.WaitAsync(TimeSpan.FromMinutes(1));

                ReapReport report = await Reaper.ReapAsync(
                    scene.Provider,
                    new ReapRequest { Cluster = "demo", MaxAttempts = 2 },
                    scene.Token
                );

                report.Remaining.Count.ShouldBe(3);
                report
                    .Remaining[0]
                    .Problem.Advice.ShouldBe(
                        $"when no program holds it any more, name its lineage {lineage}, or reap by the folder of its state"
                    );
            },
            new SimulationOptions()
        );

    private static async Task<Lineage> ShrinkAsync(ListedScene scene, int holders)
    {
        LiveCluster made = await scene.Describe(2 + holders).ProvisionAsync(scene.Token);
        await made.DisposeAsync();
        for (int holder = 1; holder <= holders; holder++)
        {
            await using LiveCluster shrinking = await scene.OpenAsync();
            await shrinking.ApplyAsync(ListedScene.Sized(2 + holders - holder), scene.Token);
        }

        return made.Owner.Lineage;
    }
}

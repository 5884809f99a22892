using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public class ProviderFaultTests
{
    /// <summary>Requested delay in seconds, and min and max virtual seconds until the cluster is ready.</summary>
    public static TheoryData<int?, int, int> Pauses =>
        new()
        {
            { null, 0, 120 },
            { 0, 0, 120 },
            { -10, 0, 120 },
            { 90, 90, 210 },
            { 3_600, 300, 420 },
            { int.MaxValue, 300, 420 },
        };

    [Theory, MemberData(nameof(Pauses))]
    public Task F_PROV_01_a_requested_retry_delay_is_honored_up_to_five_minutes(int? asked, int least, int most) =>
        ListedScene.RunAsync(
            async scene =>
            {
                await using LiveCluster cluster = await scene.Describe(5).ProvisionAsync(scene.Token);

                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
                scene.Provider.Elapsed.TotalSeconds.ShouldBeInRange(least, most);
            },
            new SimulationOptions
            {
                Faults = FaultSchedule.Empty.Add(
                    TimeSpan.Zero,
                    new FailCalls(CallFailure.Throttled)
                    {
                        MaxCount = 1,
                        RetryAfter = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    }
                ),
            }
        );

    [Fact]
    public Task F_PROV_02_one_step_probes_a_failing_provider_and_all_steps_complete_after_it_recovers() =>
        ListedScene.RunAsync(async scene =>
        {
            const int More = 100;
            await using LiveCluster cluster = await scene.Describe(1).ProvisionAsync(scene.Token);
            TimeSpan before = scene.Provider.Elapsed;
            scene.Provider.Inject(new FailCalls(CallFailure.Busy) { Duration = TimeSpan.FromMinutes(5) });

            PlanReport report = await cluster.ApplyAsync(ListedScene.Sized(1 + More), scene.Token);

            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            (scene.Provider.Elapsed - before).ShouldBeGreaterThan(TimeSpan.FromMinutes(5));

            // All steps fail once, then one of them is retried repeatedly, and finally all are retried.
            report.RetryCount.ShouldBeInRange(More, More + new RetryOptions().MaxRetryAttempts);
        });

    [Fact]
    public Task F_PROV_10_failed_deletions_are_retried_and_missing_resources_count_as_deleted() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.Describe(6).ProvisionAsync(scene.Token);
            await scene.WaitAsync(ListedScene.Window);
            scene.Provider.Inject(new FailCalls(CallFailure.Busy) { Kinds = CallKinds.Destroy, MaxCount = 4 });
            scene.Provider.Inject(new RemoveResource("demo-3"));

            PlanReport report = await cluster.DestroyAsync(scene.Token);

            report.Problems.ShouldBeEmpty();
            report.RetryCount.ShouldBeGreaterThanOrEqualTo(4);
            (await scene.SettledAsync()).ShouldBeEmpty();
        });
}

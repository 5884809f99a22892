namespace Simulation.Tests.Providers;

public class FaultCheckTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly SimulationOptions Hotel = new() { Clouds = ValueMap<CloudModel>.Empty.With("hotel", CloudModel.Default) };

    public static TheoryData<Fault, string[]> Wrong { get; } =
        new()
        {
            {
                new FailCalls(CallFailure.Busy)
                {
                    Probability = double.NaN,
                    MaxCount = 0,
                    Cloud = "hotle",
                },
                [
                    "FailCalls.MaxCount: 0 is below 1; use 1 or more",
                    "FailCalls.Probability: NaN is not a probability; use 0 to 1",
                    "FailCalls.Cloud: there is no cloud 'hotle'; did you mean 'hotel'? use one of 'hotel'",
                ]
            },
            {
                new FailBoots { Probability = 1.5, Duration = -Second },
                ["FailBoots.Duration: -00:00:01 is below 0; use 0 or more", "FailBoots.Probability: 1.5 is not a probability; use 0 to 1"]
            },
            { new DelayListUpdates(-Second), ["DelayListUpdates.Delay: -00:00:01 is below 0; use 0 or more"] },
            {
                new LimitCloud("motel") { CapacityCount = -1, QuotaCount = -2 },
                [
                    "LimitCloud.Cloud: there is no cloud 'motel'; did you mean 'hotel'? use one of 'hotel'",
                    "LimitCloud.CapacityCount: -1 is below 0; use 0 or more",
                    "LimitCloud.QuotaCount: -2 is below 0; use 0 or more",
                ]
            },
            {
                new ReclaimSpot("x", -1),
                ["ReclaimSpot.Cloud: there is no cloud 'x'; use one of 'hotel'", "ReclaimSpot.MaxCount: -1 is below 0; use 0 or more"]
            },
            {
                new ChangeDisk(new DiskModel { FlushFailureProbability = -0.1, CapacityBytes = -1 }),
                [
                    "ChangeDisk.Disk.CapacityBytes: -1 is below 0; use 0 or more",
                    "ChangeDisk.Disk.FlushFailureProbability: -0.1 is not a probability; use 0 to 1",
                ]
            },
            {
                new FailCalls((CallFailure)9) { Kinds = (CallKinds)64 },
                [
                    "FailCalls.Failure: there is no CallFailure 9; use Busy, Throttled, RequestLost, ResponseLost, Duplicated, CredentialsRefused",
                    "FailCalls.Kinds: there is no CallKinds 64; use None, Create, Change, Destroy, Steps, List, All",
                ]
            },
            {
                new RemoveResource(null!) { Target = (StepTarget)9 },
                [
                    "RemoveResource.Name: it is null; give it a value",
                    "RemoveResource.Target: there is no StepTarget 9; use Network, Group, Node",
                ]
            },
            { new CrashNode(null!), ["CrashNode.Node: it is null; give it a value"] },
            { new CutLink(null!, null!), ["CutLink.From: it is null; give it a value", "CutLink.To: it is null; give it a value"] },
            {
                new PartitionHosts(null!, ["node-1", null!]),
                ["PartitionHosts.First: it is null; give it a value", "PartitionHosts.Second[1]: it is null; give it a value"]
            },
            { new DelayCalls(null!), ["DelayCalls.Delay: it is null; give it a value"] },
            { new ChangeDisk(null!), ["ChangeDisk.Disk: it is null; give it a value"] },
            { new ChangeNetworkLinks(null!), ["ChangeNetworkLinks.Link: it is null; give it a value"] },
            {
                new CorruptDisk(-1, 1) { Folder = null! },
                ["CorruptDisk.Folder: it is null; give it a value", "CorruptDisk.Position: -1 is below 0; use 0 or more"]
            },
            {
                new CorruptDisk(1, 1) { Node = "node-12" },
                ["CorruptDisk.Node: node 'node-12' not found; use one of 'node-1', 'node-2'"]
            },
            { new CorruptFile("/a", -1, 1), ["CorruptFile.Offset: -1 is below 0; use 0 or more"] },
            { new CrashNode("node-12"), ["CrashNode.Node: node 'node-12' not found; use one of 'node-1', 'node-2'"] },
            { new CrashNode("noed-1"), ["CrashNode.Node: node 'noed-1' not found; did you mean 'node-1'? use one of 'node-1', 'node-2'"] },
            {
                new FreezeNode("Node-1"),
                ["FreezeNode.Node: node 'Node-1' not found; did you mean 'node-1'? use one of 'node-1', 'node-2'"]
            },
            { new FillDisk(null!), ["FillDisk.Node: it is null; give it a value"] },
            {
                new RemoveResource("web") { Target = StepTarget.Network },
                ["RemoveResource.Name: network 'web' not found; make one first, or put the fault into a schedule for later"]
            },
            {
                new KillController { Host = "contoller" },
                ["KillController.Host: controller 'contoller' not found; did you mean 'controller'? use one of 'controller'"]
            },
            {
                new ResetStreams("controler", "farm"),
                [
                    "ResetStreams.First: host 'controler' not found; did you mean 'controller'? use one of 'controller', 'node-1', 'node-2'",
                    "ResetStreams.Second: host 'farm' not found; use one of 'controller', 'node-1', 'node-2'",
                ]
            },
        };

    [Theory, MemberData(nameof(Wrong))]
    public Task An_invalid_fault_is_rejected_with_all_its_problems(Fault fault, string[] problems) => Simulate(Hotel, async provider =>
        {
            await provider.ApplyAllAsync(Orders.CreateNodes(2, "hotel"));

            ProviderException refused = Should.Throw<ProviderException>(() => provider.Inject(fault));

            refused.Problems.Select(problem => problem.ToString()).ShouldBe(problems);
            provider.UnmatchedFaults.ShouldBeEmpty();
        });

    [Fact]
    public async Task A_schedule_is_validated_before_the_first_run_and_its_invalid_faults_are_named()
    {
        await using SimulationProvider provider = new()
        {
            Options = Hotel with
            {
                Faults = FaultSchedule
                    .Empty.Add(-Second, new ReuseIds())
                    .Add(Second, new CrashNode("node-1"))
                    .Add(Second, new HangBoots { Cloud = "hotels", Duration = -Second }),
            },
        };

        ProviderException refused = await Should.ThrowAsync<ProviderException>(() => provider.RunAsync(_ => Task.CompletedTask));

        refused
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["Faults[0] ReuseIds.At", "Faults[2] HangBoots.Duration", "Faults[2] HangBoots.Cloud"]);
    }

    [Fact]
    public Task A_scheduled_fault_of_a_missing_node_is_reported_and_the_run_continues() =>
        Simulate(
            Hotel with
            {
                Faults = FaultSchedule.Empty.Add(Second, new CrashNode("node-3")).Add(600 * Second, new CrashNode("node-1")),
            },
            async provider =>
            {
                await provider.ApplyAllAsync(Orders.CreateNodes(2, "hotel"));
                await Task.Delay(700 * Second, provider.Clock);

                provider
                    .UnmatchedFaults.Select(problem => problem.ToString())
                    .ShouldBe(["at 00:00:01 CrashNode.Node: node 'node-3' not found; use one of 'node-1', 'node-2'"]);
                (await provider.ObserveAsync(null)).Single(resource => resource.State == ResourceState.Failed).Tag.Name.ShouldBe("node-1");
            }
        );

    [Fact]
    public Task A_network_fault_of_a_missing_host_is_reported_and_applies_once_the_host_exists() => Simulate(Hotel, async provider =>
        {
            provider.Inject(new IsolateHost("node-1"));
            await provider.ApplyAllAsync(Orders.CreateNodes(1, "hotel"));
            await Task.Delay(300 * Second, provider.Clock);
            Resource node = (await provider.ObserveAsync(null)).Single();

            await Failures.OfAsync<Scalewright.Agents.AgentException>(() => provider.ConnectAsync(node));

            provider.UnmatchedFaults.Single().Message.ShouldBe("host 'node-1' not found");
            provider.UnmatchedFaults.Single().Severity.ShouldBe(ProblemSeverity.Warning);
        });

    [Fact]
    public Task A_fault_with_the_maximum_duration_is_accepted() => Simulate(Hotel, async provider =>
        {
            await Task.Delay(Second, provider.Clock);
            provider.Inject(new DelayListUpdates(Second) { Duration = TimeSpan.MaxValue });
        });

    private static async Task Simulate(SimulationOptions options, Func<SimulationProvider, Task> story)
    {
        await using SimulationProvider provider = new() { Options = options };
        await provider.RunAsync(_ => story(provider));
    }
}

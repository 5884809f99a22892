namespace Simulation.Tests.Providers;

public class FaultTextTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly DurationModel Some = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(40));

    public static TheoryData<Fault, string> Faults { get; } =
        new()
        {
            { new CrashNode("n4"), "crash of node n4" },
            {
                new CrashNode("n4") { Duration = Minute },
                "crash of node n4"
            },
            { new CrashNode("n\u001b[2J"), "crash of node n\\u001b[2J" },
            { new RestartNode("n4"), "restart of node n4" },
            {
                new FreezeNode("n4") { Duration = Minute },
                "node n4 stands still for 00:01:00"
            },
            {
                new FillDisk("n4") { Duration = Minute },
                "the disk of node n4 is full for 00:01:00"
            },
            {
                new FailAgent("n4") { Duration = Minute },
                "crash loop of the agent of node n4 for 00:01:00"
            },
            { new CrashAgent("n4"), "crash of the agent of node n4" },
            {
                new HangBoots { Duration = TimeSpan.FromSeconds(154) },
                "boots hang for 00:02:34"
            },
            {
                new HangBoots { Cloud = "" },
                "boots of the cloud without a name hang"
            },
            {
                new FailBoots { Probability = 0.3, Cloud = "hotel" },
                "30% of boots of cloud hotel fail"
            },
            {
                new HangRemovals { Cloud = "hotel" },
                "removals of cloud hotel hang"
            },
            { new FailCalls(CallFailure.Busy), "calls that change resources are refused as busy" },
            {
                new FailCalls(CallFailure.Throttled) { RetryAfter = Minute, Kinds = CallKinds.All },
                "calls are rejected because of rate limiting with the advice to wait 00:01:00"
            },
            {
                new FailCalls(CallFailure.ResponseLost)
                {
                    Probability = 0.12345,
                    MaxCount = 3,
                    Duration = Minute,
                },
                "12.35% of calls that change resources are executed, but their responses are lost, 3 at most, for 00:01:00"
            },
            {
                new FailCalls(CallFailure.RequestLost) { Kinds = CallKinds.Create | CallKinds.List, Cloud = "hotel" },
                "calls to cloud hotel that create or list are lost"
            },
            {
                new FailCalls(CallFailure.Duplicated) { Kinds = CallKinds.Destroy, RetryAfter = Minute },
                "calls that destroy arrive twice"
            },
            {
                new FailCalls(CallFailure.CredentialsRefused) { Kinds = CallKinds.Change },
                "calls that change are rejected because of their credentials"
            },
            {
                new DelayCalls(Some) { Duration = Minute },
                "calls arrive 00:00:00 to 00:00:40 late for 00:01:00"
            },
            { new DelayListUpdates(Minute), "changes appear in lists 00:01:00 late" },
            {
                new DelayListUpdates(Minute) { Duration = Minute },
                "changes of the next 00:01:00 appear in lists 00:01:00 late"
            },
            { new RepeatPages(), "pages of lists link to themselves" },
            {
                new ReuseIds { Duration = Minute },
                "IDs of removed resources are reused for 00:01:00"
            },
            {
                new LimitCloud("hotel") { CapacityCount = 1 },
                "cloud hotel has room for 1 node"
            },
            {
                new LimitCloud("hotel") { QuotaCount = 0, Duration = Minute },
                "cloud hotel allows 0 nodes for 00:01:00"
            },
            {
                new LimitCloud("hotel") { CapacityCount = 4, QuotaCount = 2 },
                "cloud hotel has room for 4 nodes and allows 2"
            },
            { new LimitCloud("hotel"), "cloud hotel keeps its limits" },
            { new ReclaimSpot("hotel", 1), "cloud hotel takes back 1 spot node at most" },
            { new RemoveResource("n4"), "loss of node n4" },
            {
                new RemoveResource("lan") { Target = StepTarget.Network },
                "loss of network lan"
            },
            {
                new ChangeResource("web", "0123") { Target = StepTarget.Group },
                "change of group web by someone else, to digest 0123"
            },
            {
                new CutLink("controller", "n4") { IsOneWay = true, Duration = Minute },
                "the link controller → n4 is cut one way for 00:01:00"
            },
            { new CutLink("controller", "n4"), "the link controller ↔ n4 is cut" },
            { new IsolateHost("n4"), "n4 is cut off" },
            {
                new IsolateHost("n4") { BlocksOutbound = false },
                "messages to n4 are lost"
            },
            {
                new IsolateHost("n4") { BlocksInbound = false, Duration = Minute },
                "messages from n4 are lost for 00:01:00"
            },
            {
                new IsolateHost("n4") { BlocksInbound = false, BlocksOutbound = false },
                "n4 is cut off in no direction"
            },
            {
                new PartitionHosts(["controller"], ["n1", "n2"]) { Duration = Minute },
                "controller and n1, n2 are cut off from each other for 00:01:00"
            },
            { new PartitionHosts(["controller"], []), "controller and no host are cut off from each other" },
            {
                new ChangeLink("controller", "n4", LinkModel.Default with { Latency = DurationModel.Fixed(Minute), Loss = 0.25 }),
                "the link controller ↔ n4 is changed: latency 00:01:00, 25% of packets are lost"
            },
            {
                new ChangeNetworkLinks(LinkModel.Default with { MaxBytesPerSecond = 9 }) { Duration = Minute },
                "all links are changed for 00:01:00: 9 bytes a second"
            },
            { new ChangeNetworkLinks(LinkModel.Default), "all links are changed: as usual" },
            { new ResetStreams("controller", "n4"), "streams between controller and n4 are reset" },
            { new HealNetwork(), "all cuts of the network are healed" },
            { new KillController(), "kill of controller" },
            {
                new KillController { IsPowerLoss = true, Host = "second" },
                "loss of power of second"
            },
            {
                new FreezeController { Duration = Minute },
                "controller stands still for 00:01:00"
            },
            { new JumpClock("n4", -Minute), "the clock of n4 jumps by -00:01:00" },
            { new DelayTimers(DurationModel.Exponential(Minute)), "timers of controller fire 00:01:00 on average late" },
            {
                new ChangeDisk(DiskModel.Default with { CapacityBytes = 1000, WriteFailureProbability = 0.5 }) { Duration = Minute },
                "the controllers' disk is changed for 00:01:00: room for 1000 bytes, 50% of writes fail"
            },
            { new CorruptDisk(12, 2), "damage to the disk of the controllers: bits 0x02 flip in a file of /, at position 12" },
            {
                new CorruptDisk(12, 2) { Folder = "/state", Node = "n4" },
                "damage to the disk of node n4: bits 0x02 flip in a file of /state, at position 12"
            },
            { new CorruptFile("/state/mark", 7, 16), "damage to file /state/mark: bits 0x10 at offset 7 flip" },
        };

    [Theory, MemberData(nameof(Faults))]
    public void A_fault_describes_its_effect_and_its_duration(Fault fault, string text) => fault.ToString().ShouldBe(text);

    [Fact]
    public void The_description_of_every_kind_of_fault_is_tested()
    {
        IEnumerable<Type> kinds = typeof(Fault).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Fault)));

        kinds.Except(Faults.Select(row => row[0].GetType())).ShouldBeEmpty();
    }

    [Fact]
    public async Task INV_6_the_same_seed_produces_the_same_trace_in_another_culture()
    {
        CultureInfo usual = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        TraceHash here = await CourseAsync();

        CultureInfo.CurrentCulture = comma;
        try
        {
            0.5.ToString(CultureInfo.CurrentCulture).ShouldBe("0,5");
            (await CourseAsync()).ShouldBe(here);
        }
        finally
        {
            CultureInfo.CurrentCulture = usual;
        }
    }

    private static async Task<TraceHash> CourseAsync()
    {
        FaultSchedule faults = FaultSchedule
            .Empty.Add(TimeSpan.Zero, new FailCalls(CallFailure.Busy) { Probability = 0.4 })
            .Add(TimeSpan.Zero, new DelayCalls(DurationModel.LogNormal(Minute, 0.25)))
            .Add(TimeSpan.Zero, new FailBoots { Probability = 0.4 });
        await using SimulationProvider provider = new()
        {
            Seed = 3,
            Options = new SimulationOptions { Faults = faults, IsTraceHashEnabled = true },
        };
        await provider.RunAsync(async () =>
        {
            await provider.ApplyAllAsync(Orders.CreateNodes(20));
            await Task.Delay(10 * Minute, provider.Clock);
        });
        return provider.TraceHash;
    }
}

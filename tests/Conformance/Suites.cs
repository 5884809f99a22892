namespace Conformance;

public static class Suites
{
    public static IReadOnlyList<ISuite> All { get; } =
    [
        new AgentProtocol.AgentProtocolSuite(),
        new AutoScaling.AutoScalingSuite(),
        new ClusterSimSetup.ClusterSimSetupSuite(),
        new Decisions.DecisionSuite(),
        new Failover.FailoverSuite(),
        new Hostile.HostileSuite(),
        new Inventories.InventorySuite(),
        new Minimega.MinimegaSuite(),
        new Phenix.PhenixSuite(),
        new Queueing.QueueingSuite(),
        new Scalehub.ScalehubSuite(),
        new ScalehubStudy.StudySuite(),
        new VirtCluster.LogSuite(),
        new VirtCluster.RpcSuite(),
        new VirtCluster.SelectorSuite(),
        new VirtCluster.StateSuite(),
    ];

    public static ISuite? Find(string name) => All.FirstOrDefault(suite => suite.Name == name);
}

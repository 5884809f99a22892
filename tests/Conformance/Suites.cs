namespace Conformance;

/// <summary>All suites by name.</summary>
public static class Suites
{
    /// <summary>The suites, in the order of their names.</summary>
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
        new Scalehub.ScalehubSuite(),
        new VirtCluster.LogSuite(),
        new VirtCluster.RpcSuite(),
        new VirtCluster.SelectorSuite(),
        new VirtCluster.StateSuite(),
    ];

    /// <summary>Finds a suite; null when there is none.</summary>
    public static ISuite? Find(string name) => All.FirstOrDefault(suite => suite.Name == name);
}

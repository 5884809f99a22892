namespace Kubernetes.Tests;

/// <summary>Tests that share a real API server run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class RealCluster
{
    public const string Name = "real cluster";
}

[MachineContract("kubernetes"), Collection(RealCluster.Name)]
public sealed class RealContractTests : KubernetesContract
{
    protected override Task<IKubernetesServer> StartAsync() => TestCluster.StartProxyAsync();
}

[ApiServer, Collection(RealCluster.Name)]
public sealed class RealFaultTests : KubernetesFaults
{
    protected override Task<IKubernetesServer> StartAsync() => TestCluster.StartProxyAsync();
}

[ApiServer, Collection(RealCluster.Name)]
public sealed class RealKillTests : KubernetesKills
{
    protected override Task<IKubernetesServer> StartAsync() => TestCluster.StartProxyAsync();
}

[ApiServer, Collection(RealCluster.Name)]
public sealed class RealCapacityTests : KubernetesCapacity
{
    protected override Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes) => TestCluster.StartProxyAsync(nodes);
}

[ApiServer, Collection(RealCluster.Name)]
public sealed class RealNodeCapacityTests : KubernetesNodeCapacity
{
    protected override Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes) => TestCluster.StartProxyAsync(nodes);
}

[ApiServer, Collection(RealCluster.Name)]
public sealed class RealPoolTests : KubernetesPools
{
    protected override Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes) => TestCluster.StartProxyAsync(nodes);
}

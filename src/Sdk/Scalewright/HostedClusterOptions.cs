using Scalewright.Clusters;
using Scalewright.Topologies;

namespace Scalewright.Hosting;

/// <summary>Options of a cluster in a service container. Can be changed until first used.</summary>
public sealed class HostedClusterOptions
{
    /// <summary>Desired topology. Required.</summary>
    public Topology? Topology { get; set; }

    /// <summary>True if a second registration of the name had another topology.</summary>
    internal bool HasTwoTopologies { get; set; }

    /// <summary>Folder of the state. Null: the state exists only in this process.</summary>
    public string? StateFolder { get; set; }

    /// <summary>Lifetime after the host stops. Null: a cluster with a folder remains, others are removed.</summary>
    public ClusterLifetime? Lifetime { get; set; }

    /// <summary>Indicates whether to provision the cluster at host start. Default true.</summary>
    /// <remarks>If provisioning fails, the host start fails. If false, the cluster is provisioned at its first
    /// use.</remarks>
    public bool IsProvisionedOnStart { get; set; } = true;

    /// <summary>Service key of the provider. Null: the provider without a key.</summary>
    public string? ProviderKey { get; set; }

    /// <summary>Customizes and returns the builder, for settings without an option. Null: no changes.</summary>
    /// <remarks>It must keep the provider, which <see cref="ProviderKey"/> selects.</remarks>
    public Func<ClusterBuilder, ClusterBuilder>? ConfigureBuilder { get; set; }
}

using Scalewright.Clusters;
using Scalewright.Topologies;

namespace Scalewright.Hosting;

/// <summary>What a cluster of a container is. Can be changed until it is first used, as options are.</summary>
public sealed class ClusterOptions
{
    /// <summary>What is wanted; must be set.</summary>
    public Topology? Topology { get; set; }

    /// <summary>Whether a second registration of the name wanted another topology.</summary>
    internal bool HasTwoTopologies { get; set; }

    /// <summary>The folder of its state; null: it lives in this process alone, and goes with it.</summary>
    public string? Folder { get; set; }

    /// <summary>What becomes of it when the host ends; null: it stays when it has a folder, else it is removed.</summary>
    public ClusterLifetime? Lifetime { get; set; }

    /// <summary>Whether it is provisioned while the host starts, which fails when it cannot be; else when it is first asked for. Default true.</summary>
    public bool StartsWithHost { get; set; } = true;

    /// <summary>Key of the provider among the services; null: the one without a key.</summary>
    public string? ProviderKey { get; set; }

    /// <summary>Changes the builder in ways that have no option here, and returns it; null: nothing. It keeps the provider: that is picked by <see cref="ProviderKey"/>.</summary>
    public Func<ClusterBuilder, ClusterBuilder>? Builder { get; set; }
}

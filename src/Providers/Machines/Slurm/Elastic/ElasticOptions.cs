using Scalewright.Clusters;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>How nodes of Slurm are made.</summary>
/// <param name="Folder">Where <see cref="ElasticProgram"/> notes what Slurm wants.</param>
public sealed record ElasticOptions(string Folder)
{
    /// <summary>The group of the cluster that the nodes are in; default <c>slurm</c>. Nothing else may be in it.</summary>
    public string Group { get; init; } = "slurm";

    /// <summary>What a node is, by its name in <c>slurm.conf</c> and its number; default nothing but these.</summary>
    public Func<string, int, NodeSpec> Describe { get; init; } = (name, number) => new NodeSpec(name, number);

    /// <summary>Where Slurm finds a node that is ready; null, the default, or an empty answer: as <c>slurm.conf</c> says.</summary>
    public Func<Node, CancellationToken, Task<string>>? FindAddress { get; init; }

    /// <summary>Runs slurmd on a node that is ready: <c>slurmd -D -N NAME</c>, with <c>-b</c> when it boots. When it ends, or throws, the node is given up. Called again for a node that serves
    /// already when a controller goes on where another ended. Called for a node that boots a second after the request of Slurm or later, since Slurm drops what registers sooner.
    /// Null, the default: the node starts slurmd by itself, and must keep that second too.</summary>
    public Func<ElasticNode, CancellationToken, Task>? Serve { get; init; }

    /// <summary>Time between two looks at what Slurm wants and at the nodes; default 1 s.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Hears what went wrong, as it happens; default nobody.</summary>
    public IProgress<Problem>? Problems { get; init; }
}

namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Options of the whole cluster, with Pacemaker's defaults.</summary>
public sealed record ScoreOptions
{
    /// <summary>Whether nodes that are lost are fenced; default true.</summary>
    public bool Fences { get; init; } = true;

    /// <summary>Whether a node that was never seen counts as lost; default true.</summary>
    public bool FencesAtStart { get; init; } = true;

    /// <summary>Whether a resource may run anywhere unless a location says no; default true. Else only where one says yes.</summary>
    public bool IsSymmetric { get; init; } = true;

    /// <summary>Whether nothing is started, stopped or moved; default false.</summary>
    public bool IsInMaintenance { get; init; }

    /// <summary>Whether everything is stopped; default false.</summary>
    public bool StopsAll { get; init; }

    /// <summary>What nodes do without quorum; default stop.</summary>
    public QuorumPolicy WithoutQuorum { get; init; }

    /// <summary>How capacity counts; default not at all.</summary>
    public PlacementStrategy Strategy { get; init; }

    /// <summary>Sets an option by Pacemaker's name; a name that is not known changes nothing.</summary>
    /// <param name="name">As in <c>no-quorum-policy</c>.</param>
    /// <param name="value">As in <c>freeze</c>.</param>
    public ScoreOptions With(string name, string value) => name switch
    {
        "stonith-enabled" => this with { Fences = IsTrue(value) },
        "startup-fencing" => this with { FencesAtStart = IsTrue(value) },
        "symmetric-cluster" => this with { IsSymmetric = IsTrue(value) },
        "maintenance-mode" => this with { IsInMaintenance = IsTrue(value) },
        "stop-all-resources" => this with { StopsAll = IsTrue(value) },
        "no-quorum-policy" => this with { WithoutQuorum = Enum.TryParse(value, ignoreCase: true, out QuorumPolicy policy) ? policy : QuorumPolicy.Stop },
        "placement-strategy" => this with { Strategy = Enum.TryParse(value, ignoreCase: true, out PlacementStrategy strategy) ? strategy : PlacementStrategy.Default },
        _ => this,
    };

    internal static bool IsTrue(string value) => value is "true" or "True" or "on" or "yes" or "y" or "1";
}

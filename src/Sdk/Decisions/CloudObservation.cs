using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Observed state of one cloud of a domain, as passed to policies.</summary>
public readonly record struct CloudObservation
{
    /// <summary>Name of the cloud.</summary>
    public string Name { get; init; }

    /// <summary>Number of nodes that are running or starting, including requested nodes.</summary>
    public int HealthyCount { get; init; }

    /// <summary>Number of failed launches since the domain was created. Never decreases.</summary>
    public int FailureCount { get; init; }

    /// <summary>Maximum number of nodes, 0 or more; <see cref="DomainCloud.Unlimited"/> for no limit.</summary>
    public int MaxNodes { get; init; }

    /// <summary>Price of one node per hour, in any single currency. Default 0.</summary>
    public double PricePerHour { get; init; }

    /// <summary>True for spot nodes, which are cheap but can be terminated by the provider at any time.</summary>
    public bool IsSpot { get; init; }

    /// <summary>True if nodes cannot currently be created in this cloud.</summary>
    public bool IsUnavailable { get; init; }
}

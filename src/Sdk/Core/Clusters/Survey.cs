using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Resources that an opening listed, for the first steps of the opened cluster.</summary>
/// <param name="Resources">Listed resources; null if they must be listed again.</param>
/// <param name="TakenAt">Timestamp before the list was requested, by the clock of the provider.</param>
internal sealed record Survey(ValueList<Resource>? Resources, long TakenAt)
{
    /// <summary>Age from which resources are listed again, for example after a question to the user.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Check of the topology to apply; null if it must be checked.</summary>
    public ProviderCheck? Check { get; init; }

    /// <summary>Returns true if the list is not too old to be used instead of a new one.</summary>
    public bool IsRecent(TimeProvider clock) => clock.GetElapsedTime(TakenAt) <= MaxAge;
}

/// <summary>Problems that the provider found in a topology; none of them is an error.</summary>
internal sealed record ProviderCheck(Topology Topology, ValueList<Problem> Problems);

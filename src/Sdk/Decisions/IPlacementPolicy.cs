namespace Scalewright.Decisions;

/// <summary>
/// Placement policy: distributes the nodes of a domain over its clouds. A pure function with a small state, like
/// <see cref="ISizingPolicy"/>.
/// </summary>
public interface IPlacementPolicy
{
    /// <summary>
    /// Returns the number of state values kept between decisions. If the number is a constant plus a fixed number per
    /// cloud, each cloud keeps its values when the order of the clouds changes; see <see cref="PlacementState"/>.
    /// </summary>
    /// <param name="cloudCount">Number of clouds of the domain.</param>
    int GetStateLength(int cloudCount);

    /// <inheritdoc cref="ISizingPolicy.StateLayout"/>
    string StateLayout => "";

    /// <summary>Distributes the desired nodes over the clouds.</summary>
    /// <param name="desired">Desired number of nodes, 0 or more.</param>
    /// <param name="observation">Current observation of the domain, with its clouds in order of preference.</param>
    /// <param name="state">On input, the state after the last decision; on output, the state for the next one.</param>
    /// <param name="counts">On output, the desired number of nodes of each cloud, one entry per cloud of the
    /// observation. Never below 0 or above a cloud's limit.</param>
    /// <returns>The result of the placement.</returns>
    Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts);

    /// <summary>Validates the options. Returns all problems; empty if they are valid.</summary>
    ValueList<Problem> Check() => [];
}

namespace Scalewright.Decisions;

/// <summary>Says where the nodes of a domain shall be. Pure, with a small state, as <see cref="ISizingPolicy"/>.</summary>
public interface IPlacementPolicy
{
    /// <summary>How many numbers it remembers from one decision to the next. Where it is a number for all clouds and one more for each, what is remembered of
    /// a cloud follows its name when clouds change their order; see <see cref="PlacementState"/>.</summary>
    /// <param name="cloudCount">How many clouds the domain has.</param>
    int StateLength(int cloudCount);

    /// <summary>Distributes the wanted nodes over the clouds.</summary>
    /// <param name="wanted">How many nodes are wanted, 0 or more.</param>
    /// <param name="observation">The domain at this instant, with its clouds in the order of preference.</param>
    /// <param name="state">In, what the last decision left; out, what the next one needs.</param>
    /// <param name="counts">Out: how many nodes each cloud shall have, one number per cloud of the observation. Never below 0, never above a cloud's limit.</param>
    /// <returns>What came of it.</returns>
    Placement Place(int wanted, in DomainObservation observation, Span<long> state, Span<int> counts);

    /// <summary>All that is wrong with its options; empty when nothing is.</summary>
    ValueList<Problem> Check() => [];
}

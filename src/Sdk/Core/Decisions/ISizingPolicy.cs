namespace Scalewright.Decisions;

/// <summary>
/// Says how large a domain shall be. A pure function of what it sees and of its own small state; it never waits, looks at
/// no clock and draws no chance, so a back-test runs the very object that runs a cluster. Options are immutable; one
/// object may serve many domains at once, each with its own state.
/// </summary>
public interface ISizingPolicy
{
    /// <summary>How many numbers it remembers from one decision to the next; fixed for given options, 0 when it remembers nothing.</summary>
    int StateLength { get; }

    /// <summary>Names of the metrics it reads, so that one that nobody measures is told at once; empty when it does not say.</summary>
    ValueList<string> MetricNames => [];

    /// <summary>Prepares the state before the first decision. A state begins as zeros; most policies leave it so.</summary>
    /// <param name="observation">The domain at this instant.</param>
    /// <param name="state">The state, <see cref="StateLength"/> zeros.</param>
    void Begin(in DomainObservation observation, Span<long> state)
    {
    }

    /// <summary>Takes a decision. Nothing it sees makes it throw: what cannot be believed holds the size.</summary>
    /// <param name="observation">The domain at this instant.</param>
    /// <param name="state">The state: in, what the last decision left; out, what the next one needs. A caller that must be able to go back copies it first.</param>
    Decision Decide(in DomainObservation observation, Span<long> state);

    /// <summary>All that is wrong with its options; empty when nothing is.</summary>
    ValueList<Problem> Check() => [];
}

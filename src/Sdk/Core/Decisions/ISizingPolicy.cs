namespace Scalewright.Decisions;

/// <summary>
/// Sizing policy: determines the size of a domain. A pure function of the observation and its own small state: it never
/// waits, reads no clock and uses no randomness. A back-test therefore runs the same object as a cluster. Options are
/// immutable; one object can serve many domains at once, each with its own state.
/// </summary>
public interface ISizingPolicy
{
    /// <summary>Number of state values kept between decisions, fixed for given options; 0 for none.</summary>
    int StateLength { get; }

    /// <summary>Names of the metrics that it reads, to report missing sources early; empty if unspecified.</summary>
    ValueList<string> MetricNames => [];

    /// <summary>Initializes the state before the first decision. Most policies leave it as zeros.</summary>
    /// <param name="observation">Current observation of the domain.</param>
    /// <param name="state">The state: <see cref="StateLength"/> zeros.</param>
    void Initialize(in DomainObservation observation, Span<long> state)
    {
    }

    /// <summary>Makes a decision. Never throws because of an observation: untrusted metrics keep the size.</summary>
    /// <param name="observation">Current observation of the domain.</param>
    /// <param name="state">On input, the state after the last decision; on output, the state for the next one. A caller
    /// that must be able to revert copies it first.</param>
    Decision Decide(in DomainObservation observation, Span<long> state);

    /// <summary>Validates the options. Returns all problems; empty if they are valid.</summary>
    ValueList<Problem> Check() => [];
}

namespace Scalewright.Decisions;

/// <summary>
/// Sizing policy: determines the size of a domain. A pure function of the observation and its own small state: it never
/// waits, reads no clock and uses no randomness. A back-test can therefore run the same object as a cluster. Options
/// are immutable; one object can serve many domains at the same time, each with its own state.
/// </summary>
public interface ISizingPolicy
{
    /// <summary>Number of state values kept between decisions. Depends only on the options; 0 for no state.</summary>
    int StateLength { get; }

    /// <summary>
    /// Names of the state values, in order, with which an engine stores the state. A stored state with other names is
    /// not read. Change it together with the meaning of the values. Include the layouts of policies that it contains.
    /// Default empty: only the number of values is compared.
    /// </summary>
    string StateLayout => "";

    /// <summary>
    /// Names of the metrics that the policy reads, to report missing sources early; empty if unspecified.
    /// </summary>
    ValueList<string> MetricNames => [];

    /// <summary>Initializes the state before the first decision. By default, the state stays zero.</summary>
    /// <param name="observation">Current observation of the domain.</param>
    /// <param name="state">The state: <see cref="StateLength"/> zeros.</param>
    void Initialize(in DomainObservation observation, Span<long> state) { }

    /// <summary>Makes a decision. Must not throw because of an observation: untrusted metrics keep the size.</summary>
    /// <param name="observation">Current observation of the domain.</param>
    /// <param name="state">On input, the state after the last decision; on output, the state for the next one. Copy it
    /// first if the decision may have to be reverted.</param>
    Decision Decide(in DomainObservation observation, Span<long> state);

    /// <summary>Validates the options. Returns all problems; empty if they are valid.</summary>
    ValueList<Problem> Check() => [];
}

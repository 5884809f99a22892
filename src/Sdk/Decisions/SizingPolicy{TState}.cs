using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scalewright.Decisions;

/// <summary>Base class for your own sizing policies, with an unmanaged struct as state.</summary>
/// <typeparam name="TState">Type of the state; its default value is the initial state. Keep it small, without
/// references.</typeparam>
public abstract record SizingPolicy<TState> : ISizingPolicy
    where TState : unmanaged
{
    /// <inheritdoc/>
    public int StateLength => (Unsafe.SizeOf<TState>() + sizeof(long) - 1) / sizeof(long);

    /// <summary>
    /// Types and names of the fields of the state, in order: <see cref="ISizingPolicy.StateLayout"/>. By default from
    /// the source generator of this package. Override it if the generator does not run, as in F#, or if the policy is
    /// generic: without it, a stored state is not read.
    /// </summary>
    protected virtual string StateLayout => PolicyStateLayouts.Find(GetType());

    // Not public: a record prints its public properties, and the text of a policy identifies its stored state.
    string ISizingPolicy.StateLayout => StateLayout;

    /// <inheritdoc/>
    public virtual ValueList<string> MetricNames => [];

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state) => Initialize(observation, ref View(state));

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state) => Decide(observation, ref View(state));

    /// <inheritdoc/>
    public virtual ValueList<Problem> Check() => [];

    /// <summary>Initializes the state before the first decision. Does nothing unless overridden.</summary>
    /// <param name="observation">Current observation of the domain.</param>
    /// <param name="state">The state, with its default value.</param>
    protected virtual void Initialize(in DomainObservation observation, ref TState state) { }

    /// <summary>Makes a decision.</summary>
    /// <param name="observation">Current observation of the domain.</param>
    /// <param name="state">On input, the state after the last decision; on output, the state for the next one.</param>
    protected abstract Decision Decide(in DomainObservation observation, ref TState state);

    private protected static ref TState View(Span<long> state) => ref MemoryMarshal.AsRef<TState>(MemoryMarshal.AsBytes(state));
}

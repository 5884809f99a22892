using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scalewright.Decisions;

/// <summary>A sizing policy whose state is a plain struct: derive from this to write one of your own.</summary>
/// <typeparam name="TState">The state; its default is the beginning. No references, no more than needed.</typeparam>
public abstract record SizingPolicy<TState> : ISizingPolicy
    where TState : unmanaged
{
    /// <inheritdoc/>
    public int StateLength => (Unsafe.SizeOf<TState>() + sizeof(long) - 1) / sizeof(long);

    /// <inheritdoc/>
    public virtual ValueList<string> MetricNames => [];

    /// <inheritdoc/>
    public void Begin(in DomainObservation observation, Span<long> state) => Begin(observation, ref View(state));

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state) => Decide(observation, ref View(state));

    /// <inheritdoc/>
    public virtual ValueList<Problem> Check() => [];

    /// <summary>Prepares the state before the first decision; does nothing unless overridden.</summary>
    /// <param name="observation">The domain at this instant.</param>
    /// <param name="state">The state, its default.</param>
    protected virtual void Begin(in DomainObservation observation, ref TState state)
    {
    }

    /// <summary>Takes a decision.</summary>
    /// <param name="observation">The domain at this instant.</param>
    /// <param name="state">In, what the last decision left; out, what the next one needs.</param>
    protected abstract Decision Decide(in DomainObservation observation, ref TState state);

    private protected static ref TState View(Span<long> state) => ref MemoryMarshal.AsRef<TState>(MemoryMarshal.AsBytes(state));
}

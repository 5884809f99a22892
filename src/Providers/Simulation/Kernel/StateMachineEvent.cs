using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>The state of one call of an async method, as an event: when it occurs, the method goes on.</summary>
/// <typeparam name="TStateMachine">The compiler's struct.</typeparam>
internal sealed class StateMachineEvent<TStateMachine> : SimTask
    where TStateMachine : IAsyncStateMachine
{
    private Action? _continuation;

    // A field, because the struct must change in place.
    public TStateMachine StateMachine = default!;

    internal override Action Continuation => _continuation ??= Occur;

    protected internal override void Occur() => StateMachine.MoveNext();
}

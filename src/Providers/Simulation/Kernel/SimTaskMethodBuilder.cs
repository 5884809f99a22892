using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Builds async methods that return <see cref="SimTask"/>; for the compiler.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
public struct SimTaskMethodBuilder
{
    private SimTask? _task;

    /// <summary>The method's task.</summary>
    public SimTask Task => _task ??= new StateMachineEvent<NoStateMachine>();

    /// <summary>A builder for one call.</summary>
    public static SimTaskMethodBuilder Create() => default;

    /// <summary>Begins the method.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The compiler wants an instance.")]
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Not used by the compiler for structs.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The compiler wants an instance.")]
    public void SetStateMachine(IAsyncStateMachine stateMachine) => ArgumentNullException.ThrowIfNull(stateMachine);

    /// <summary>Ends the method well.</summary>
    public void SetResult() => Task.Complete();

    /// <summary>Ends the method with its exception.</summary>
    public void SetException(Exception exception) => Task.Complete(exception);

    /// <summary>Waits.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(EventOf(ref stateMachine).Continuation);

    /// <summary>Waits; the kernel's own waits take the method itself as their event.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        SimTask task = EventOf(ref stateMachine);
        if (typeof(TAwaiter) == typeof(Delay))
        {
            Unsafe.As<TAwaiter, Delay>(ref awaiter).Schedule(task);
        }
        else if (typeof(TAwaiter) == typeof(SimTaskAwaiter))
        {
            Unsafe.As<TAwaiter, SimTaskAwaiter>(ref awaiter).Awaited.ContinueWith(task);
        }
        else
        {
            awaiter.UnsafeOnCompleted(task.Continuation);
        }
    }

    private SimTask EventOf<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_task is { } task)
        {
            return task;
        }

        // The builder is a field of the state machine: set it before the machine is copied into its event.
        StateMachineEvent<TStateMachine> made = new();
        _task = made;
        made.StateMachine = stateMachine;
        return made;
    }
}

/// <summary>Stands for a method that ended without ever waiting.</summary>
internal struct NoStateMachine : IAsyncStateMachine
{
    public readonly void MoveNext() => throw new UnreachableException("a method that has ended does not go on");

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }
}

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

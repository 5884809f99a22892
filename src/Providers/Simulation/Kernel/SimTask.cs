using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>
/// Async method that is itself an event of the kernel: <c>async SimTask NodeAsync() { await kernel.Delay(...); }</c>.
/// For simulations with very many processes; otherwise, use <see cref="Task"/>.
/// </summary>
/// <remarks>
/// It starts immediately and may await anything with a plain <c>await</c>. It runs on the loop only and does not have
/// its own <see cref="AsyncLocal{T}"/> values.
/// </remarks>
[AsyncMethodBuilder(typeof(SimTaskMethodBuilder))]
public abstract class SimTask : KernelEvent
{
    private static readonly object Succeeded = new();

    // Null while running; the continuation or a list of them while awaited; finally Succeeded or the failure. One
    // field, because there may be millions.
    private object? _state;

    private protected SimTask() { }

    /// <summary>Indicates whether the method has completed, successfully or not.</summary>
    public bool IsCompleted => ReferenceEquals(_state, Succeeded) || _state is ExceptionDispatchInfo;

    /// <summary>For use by the compiler.</summary>
    public SimTaskAwaiter GetAwaiter() => new(this);

    /// <summary>Converts to a <see cref="Task"/>, for example to combine it with others.</summary>
    public async Task AsTask() => await this;

    internal abstract Action Continuation { get; }

    internal void Complete() => End(Succeeded);

    internal void Complete(Exception failure) => End(ExceptionDispatchInfo.Capture(failure));

    internal void ThrowIfFailed() => (_state as ExceptionDispatchInfo)?.Throw();

    /// <summary>Registers a continuation: an <see cref="Action"/> or another <see cref="SimTask"/>.</summary>
    internal void ContinueWith(object continuation)
    {
        switch (_state)
        {
            case null:
                _state = continuation;
                break;
            case List<object> several:
                several.Add(continuation);
                break;
            case { } first:
                _state = new List<object> { first, continuation };
                break;
        }
    }

    private void End(object outcome)
    {
        object? continuation = _state;
        _state = outcome;
        switch (continuation)
        {
            case null:
                break;
            case List<object> several:
                several.ForEach(Continue);
                break;
            default:
                Continue(continuation);
                break;
        }
    }

    private static void Continue(object continuation)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack() && SynchronizationContext.Current is { } loop)
        {
            loop.Post(static next => Resume(next!), continuation);
            return;
        }

        Resume(continuation);
    }

    private static void Resume(object continuation)
    {
        if (continuation is Action action)
        {
            action();
            return;
        }

        ((SimTask)continuation).Execute();
    }
}

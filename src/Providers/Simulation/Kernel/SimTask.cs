using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>An async method that is itself the kernel's event: <c>async SimTask NodeAsync() { await kernel.Delay(...); }</c>.
/// For simulations of very many processes; everything else is better off with <see cref="Task"/>.</summary>
/// <remarks>It begins at once and may await anything plainly. It lives on the loop alone and does not carry
/// <see cref="AsyncLocal{T}"/> values of its own.</remarks>
[AsyncMethodBuilder(typeof(SimTaskMethodBuilder))]
public abstract class SimTask : KernelEvent
{
    private static readonly object Succeeded = new();

    // Null while running; what goes on, one or a list, while awaited; at last Succeeded or the failure. One field: there may be millions.
    private object? _state;

    private protected SimTask()
    {
    }

    /// <summary>Whether the method has ended, well or not.</summary>
    public bool IsCompleted => ReferenceEquals(_state, Succeeded) || _state is ExceptionDispatchInfo;

    /// <summary>For the compiler.</summary>
    public SimTaskAwaiter GetAwaiter() => new(this);

    /// <summary>The same as a <see cref="Task"/>, to be combined with others.</summary>
    public async Task AsTask() => await this;

    internal abstract Action Continuation { get; }

    internal void Complete() => End(Succeeded);

    internal void Complete(Exception failure) => End(ExceptionDispatchInfo.Capture(failure));

    internal void ThrowIfFailed() => (_state as ExceptionDispatchInfo)?.Throw();

    /// <summary>Keeps what goes on when this ends: an <see cref="Action"/> or another method of this kind.</summary>
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
            loop.Post(static next => GoOn(next!), continuation);
            return;
        }

        GoOn(continuation);
    }

    private static void GoOn(object continuation)
    {
        if (continuation is Action action)
        {
            action();
            return;
        }

        ((SimTask)continuation).Occur();
    }
}

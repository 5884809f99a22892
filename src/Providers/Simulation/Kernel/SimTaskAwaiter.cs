using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Awaits a <see cref="SimTask"/>; for the compiler.</summary>
public readonly record struct SimTaskAwaiter : ICriticalNotifyCompletion
{
    internal SimTaskAwaiter(SimTask task) => Awaited = task;

    /// <summary>Whether the method has ended.</summary>
    public bool IsCompleted => Awaited.IsCompleted;

    internal SimTask Awaited { get; }

    /// <summary>For the compiler.</summary>
    public void OnCompleted(Action continuation) => Awaited.ContinueWith(continuation);

    /// <summary>For the compiler.</summary>
    public void UnsafeOnCompleted(Action continuation) => Awaited.ContinueWith(continuation);

    /// <summary>Throws the method's exception, if it failed.</summary>
    public void GetResult() => Awaited.ThrowIfFailed();
}

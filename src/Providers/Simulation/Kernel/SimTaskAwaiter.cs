using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Awaits a <see cref="SimTask"/>. For use by the compiler.</summary>
public readonly record struct SimTaskAwaiter : ICriticalNotifyCompletion
{
    internal SimTaskAwaiter(SimTask task) => Awaited = task;

    /// <summary>Indicates whether the method has completed.</summary>
    public bool IsCompleted => Awaited.IsCompleted;

    internal SimTask Awaited { get; }

    /// <summary>For use by the compiler.</summary>
    public void OnCompleted(Action continuation) => Awaited.ContinueWith(continuation);

    /// <summary>For use by the compiler.</summary>
    public void UnsafeOnCompleted(Action continuation) => Awaited.ContinueWith(continuation);

    /// <summary>Throws the exception of the method, if it failed.</summary>
    public void GetResult() => Awaited.ThrowIfFailed();
}

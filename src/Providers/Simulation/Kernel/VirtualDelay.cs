using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Awaitable delay in virtual time, without allocation: the continuation itself is the event.</summary>
/// <remarks>Await it once, immediately. It always yields, so the order depends only on (time, sequence).</remarks>
public readonly struct VirtualDelay : ICriticalNotifyCompletion, IEquatable<VirtualDelay>
{
    private readonly SimulationKernel _kernel;
    private readonly long _ticks;

    internal VirtualDelay(SimulationKernel kernel, long ticks) => (_kernel, _ticks) = (kernel, ticks);

    /// <summary>Always false.</summary>
    public bool IsCompleted => false;

    /// <summary>For use by the compiler.</summary>
    public VirtualDelay GetAwaiter() => this;

    /// <summary>For use by the compiler.</summary>
    public void OnCompleted(Action continuation)
    {
        ExecutionContext? context = ExecutionContext.Capture();
        UnsafeOnCompleted(context is null ? continuation : () => ExecutionContext.Run(context, _ => continuation(), null));
    }

    /// <summary>For use by the compiler.</summary>
    /// <exception cref="SimulationEscapedException">Awaited off the loop of a running simulation.</exception>
    public void UnsafeOnCompleted(Action continuation) => _kernel.ScheduleAfter(_ticks, continuation);

    /// <summary>For use by the compiler.</summary>
    public void GetResult() { }

    internal void Schedule(KernelEvent target) => _kernel.ScheduleAfter(_ticks, target);

    /// <inheritdoc/>
    public bool Equals(VirtualDelay other) => ReferenceEquals(_kernel, other._kernel) && _ticks == other._ticks;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VirtualDelay other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _ticks.GetHashCode();

    /// <summary>Returns true if both delays are equal and belong to the same simulation.</summary>
    public static bool operator ==(VirtualDelay left, VirtualDelay right) => left.Equals(right);

    /// <summary>Returns false if both delays are equal and belong to the same simulation.</summary>
    public static bool operator !=(VirtualDelay left, VirtualDelay right) => !left.Equals(right);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Prefetches objects that are needed soon, so that the processor loads many of them concurrently.</summary>
/// <remarks>A hint only. Has no effect on processors without a prefetch instruction.</remarks>
internal struct CacheLines
{
    private const int Depth = 8;
    private const int LineBytes = 64;
    private Waiting _waiting;
    private int _count;

    /// <summary>Prefetches the target of an event, and the target of a delegate once that is loaded.</summary>
    public void Fetch(object target)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        FetchLines(target);
        ref object? slot = ref _waiting[_count++ % Depth];
        FetchCalled(slot);
        slot = target;
    }

    public readonly void Complete()
    {
        foreach (object? target in _waiting)
        {
            FetchCalled(target);
        }
    }

    private static void FetchCalled(object? target)
    {
        if (target is not null && target.GetType() == typeof(Action) && Unsafe.As<Action>(target).Target is { } called)
        {
            FetchLines(called);
        }
    }

    private static unsafe void FetchLines(object target)
    {
        byte* start = *(byte**)Unsafe.AsPointer(ref target);
        Sse.Prefetch0(start);
        Sse.Prefetch0(start + LineBytes);
        Sse.Prefetch0(start + (2 * LineBytes));
    }

    [InlineArray(Depth)]
    private struct Waiting
    {
        private object? _first;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Asks the processor for objects that are needed soon, so that it waits for many of them at once and not for each in turn.</summary>
/// <remarks>A hint: it neither reads nor changes anything, and does nothing on a processor that has no such instruction.</remarks>
internal struct CacheLines
{
    private const int Depth = 8;
    private const int LineBytes = 64;
    private Waiting _waiting;
    private int _count;

    /// <summary>Asks for an event's target; for what a delegate calls as well, as soon as the delegate itself has come.</summary>
    public void Fetch(object target)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        FetchLines(target);
        ref object? place = ref _waiting[_count++ % Depth];
        FetchCalled(place);
        place = target;
    }

    /// <summary>Asks for what the last delegates call.</summary>
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

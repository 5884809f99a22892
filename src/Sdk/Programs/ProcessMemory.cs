using System.Runtime;

namespace Scalewright.Programs;

/// <summary>Memory of a process that belongs to this program.</summary>
/// <remarks>Libraries must not reference this assembly: a forced collection stops all threads of the process.</remarks>
public static class ProcessMemory
{
    /// <summary>Collects all garbage, compacts all heaps and returns free pages to the system.</summary>
    public static void Release()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}

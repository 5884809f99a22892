using System.Runtime;

namespace Scalewright.Programs;

/// <summary>
/// The memory of a process that is this program's own. No library refers to this assembly: a forced collection stops all threads,
/// whoever they belong to.
/// </summary>
public static class ProcessMemory
{
    /// <summary>Collects all garbage, compacts all heaps and returns free pages to the system.</summary>
    public static void Release()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}

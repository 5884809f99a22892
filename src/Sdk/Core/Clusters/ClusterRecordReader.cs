using Scalewright.Clusters.State;
using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters;

internal static class ClusterRecordReader
{
    // A read can fail while the holder replaces a snapshot and then its journal, which is rare.
    private const int MaxAttempts = 5;

    public static (ClusterState State, ClusterRecord Record) Read(IFileSystem files, string folder, DurableStoreOptions options)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return ReadOnce(files, folder, options);
            }
            catch (StateException) when (attempt < MaxAttempts)
            {
                // Retry, because the holder may have replaced the files in the meantime.
            }
        }
    }

    private static (ClusterState State, ClusterRecord Record) ReadOnce(IFileSystem files, string folder, DurableStoreOptions options)
    {
        ClusterState state = new();
        if (!StoreFolder.HasState(files, folder))
        {
            throw ClusterException.OfFolder(folder, ClusterProblems.NoState(folder));
        }

        StoreOpenResult opening = StoreReader.Read(files, folder, state, options);
        LockHolder? holder = ReadHolder(files, folder);
        return state.Name.Length == 0
            ? throw ClusterException.OfFolder(folder, ClusterProblems.NoState(folder))
            : (
                state,
                new ClusterRecord(new Owner(opening.Watermark.Lineage, state.Name), opening.Watermark.Epoch, state.Desired)
                {
                    LockHolder = holder,
                    IsLockHolderGone =
                        !opening.WasClosedCleanly && holder is not null && files is LocalFileSystem && LocalFileSystem.HasEnded(holder),
                    IsClosed = opening.WasClosedCleanly,
                    Warnings = opening.Warnings,
                }
            );
    }

    private static LockHolder? ReadHolder(IFileSystem files, string folder)
    {
        StoreFolder opened = new(files, folder, TimeProvider.System, TimeSpan.Zero);
        try
        {
            byte[] content = opened.Has(StoreFolder.Lock) ? opened.ReadSmall(StoreFolder.Lock) : [];
            return content.Length == 0 ? null : JsonSerializer.Deserialize(content, JournalJson.Default.LockHolder);
        }
        catch (Exception exception) when (exception is JsonException or FileSystemException)
        {
            // The holder is only shown. The record is complete without it.
            return null;
        }
    }
}

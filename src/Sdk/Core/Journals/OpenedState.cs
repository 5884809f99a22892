namespace Scalewright.Journals;

/// <summary>What an opening hands to the store.</summary>
internal sealed record OpenedState(JournalWriter Journal, Watermark Watermark, SnapshotBase Base, StoreOpening Opening)
    : IDisposable
{
    public void Dispose()
    {
        Journal.Dispose();
        Watermark.Dispose();
    }
}

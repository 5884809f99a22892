namespace Scalewright.Journals;

/// <summary>What an opening hands to the store.</summary>
internal sealed record OpenedState(JournalWriter Journal, SnapshotBase Base, StoreOpening Opening);

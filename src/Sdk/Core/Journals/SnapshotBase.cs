namespace Scalewright.Journals;

/// <summary>The newest sound snapshot.</summary>
/// <param name="IsThere">False when there is none.</param>
/// <param name="IsCurrent">True when it has the name of the newest, false when it has the name of the one before.</param>
/// <param name="Sequence">The last change it covers; 0 for none.</param>
/// <param name="JournalOffset">Where the first change behind it starts in the journal.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record SnapshotBase(bool IsThere, bool IsCurrent, long Sequence, long JournalOffset, long Length);

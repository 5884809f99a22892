namespace Scalewright.Journals;

/// <summary>Damage of a journal, and the effect of cutting the journal there.</summary>
/// <param name="Problem">The damage as reported when the state is opened.</param>
/// <param name="Offset">Offset of the damage in bytes; everything before it is valid.</param>
/// <param name="Length">Number of bytes from the damage to the end.</param>
/// <param name="LastKeptSequence">Sequence of the last change that the state has after the cut, including
/// snapshots.</param>
/// <param name="LastSequence">Sequence of the last known change; not below <paramref name="LastKeptSequence"/>.</param>
public sealed record JournalDamage(Problem Problem, long Offset, long Length, long LastKeptSequence, long LastSequence);

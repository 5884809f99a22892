namespace Scalewright.Journals;

/// <summary>Where a journal is damaged, and what cutting it there would keep and lose.</summary>
/// <param name="Problem">The damage as the opening of the state tells it.</param>
/// <param name="Offset">Where it begins; what stands before it is sound.</param>
/// <param name="Length">Bytes from there to the end.</param>
/// <param name="Kept">The number of the last change that the state has after the cut; snapshots count.</param>
/// <param name="Last">The number of the last change that is known of; not below <paramref name="Kept"/>.</param>
public sealed record JournalDamage(Problem Problem, long Offset, long Length, long Kept, long Last);

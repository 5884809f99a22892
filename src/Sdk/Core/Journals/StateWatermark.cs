namespace Scalewright.Journals;

/// <summary>Position of a state, used to compare two copies of it.</summary>
/// <param name="Lineage">Identity of the state.</param>
/// <param name="Serial">Number of its newest snapshot; 0 for none.</param>
/// <param name="Epoch">Epoch of its newest lease holder.</param>
/// <param name="Sequence">Sequence of its newest change that is known to be durable; 0 for none.</param>
public sealed record StateWatermark(Lineage Lineage, long Serial, long Epoch, long Sequence);

namespace Scalewright.Journals;

/// <summary>How far a state has come. Two copies of one state are compared by it.</summary>
/// <param name="Lineage">Which state it is.</param>
/// <param name="Serial">The number of its newest snapshot; 0 for none.</param>
/// <param name="Epoch">The epoch of its newest holder.</param>
/// <param name="Sequence">The number of its newest change that is known to be durable; 0 for none.</param>
public sealed record StateMark(Lineage Lineage, long Serial, long Epoch, long Sequence);

namespace Scalewright.Journals;

/// <summary>What was found when a state was opened.</summary>
/// <param name="Mark">How far it had come, with the epoch of this holder.</param>
/// <param name="IsNew">True when there was none.</param>
/// <param name="WasClosed">True when the last holder ended in order; else its open intents are to be resolved.</param>
/// <param name="WasOlder">True when an older copy was accepted: compare with what exists before anything is made.</param>
/// <param name="Replayed">How many changes were replayed on top of the snapshot.</param>
/// <param name="Warnings">What was found on the way and dealt with.</param>
internal sealed record StoreOpening(StateMark Mark, bool IsNew, bool WasClosed, bool WasOlder, long Replayed, ValueList<Problem> Warnings);

namespace Scalewright.Decisions.Policies;

/// <summary>What one metric proposes; <see cref="Replicas"/> is ceil(ratio * count) unless it keeps the current size.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Replicas">The size; the current one where nothing is proposed.</param>
/// <param name="Ratio">The value over its target, as the last step used it; 0 where the metric could not be used.</param>
/// <param name="Count">How many pods the ratio was multiplied by.</param>
/// <param name="Reported">
/// The value that is shown to users: whole percent, a whole mean, or a whole value per pod; null where there is none.
/// </param>
public readonly record struct HpaProposal(HpaOutcome Outcome, int Replicas, double Ratio, int Count, double? Reported)
{
    /// <summary>True when the metric could be used.</summary>
    public bool IsUsable => Outcome is HpaOutcome.Proposed or HpaOutcome.Kept;

    internal static HpaProposal Keep(int replicas, double ratio, int count, double? reported) => new(HpaOutcome.Kept, replicas, ratio, count, reported);

    internal static HpaProposal Propose(double ratio, int count, double? reported) =>
        new(HpaOutcome.Proposed, Sizes.FromNumber(Math.Ceiling(ratio * count)), ratio, count, reported);

    internal static HpaProposal Fail(HpaOutcome outcome) => new(outcome, 0, 0, 0, null);
}

namespace Scalewright.Decisions.Policies;

/// <summary>Proposal of one metric: <c>ceil(ratio * count)</c>, or the current size.</summary>
/// <param name="Outcome">Outcome of the metric.</param>
/// <param name="Replicas">Proposed size, or the current one.</param>
/// <param name="Ratio">Final ratio of value to target; 0 if the metric is unusable.</param>
/// <param name="Count">Number of pods by which the ratio was multiplied.</param>
/// <param name="Reported">Value shown to users: a whole percentage, mean, or value per pod; null if unknown.</param>
public readonly record struct HpaProposal(HpaOutcome Outcome, int Replicas, double Ratio, int Count, double? Reported)
{
    /// <summary>True if the metric is usable.</summary>
    public bool IsUsable => Outcome is HpaOutcome.Proposed or HpaOutcome.Unchanged;

    internal static HpaProposal Unchanged(int replicas, double ratio, int count, double? reported) =>
        new(HpaOutcome.Unchanged, replicas, ratio, count, reported);

    internal static HpaProposal Propose(double ratio, int count, double? reported) =>
        new(HpaOutcome.Proposed, SizeMath.FromNumber(Math.Ceiling(ratio * count)), ratio, count, reported);

    internal static HpaProposal Fail(HpaOutcome outcome) => new(outcome, 0, 0, 0, null);
}

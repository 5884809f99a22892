namespace Scalewright.Decisions.Policies;

/// <summary>What the rule of true processing rates says of one operator.</summary>
/// <param name="Parallelism">How many instances it shall have; as many as it has when nothing is known.</param>
/// <param name="TargetCapacity">Records a second to be ready for; infinite for a utilization of 0.</param>
/// <param name="Factor">That over the true rate.</param>
/// <param name="AppliedFactor">The same within the limits of one change.</param>
/// <param name="UpThreshold">It grows when the true rate is below this.</param>
/// <param name="DownThreshold">It shrinks when the true rate is above this.</param>
/// <param name="IsOutsideBounds">True when the true rate is outside of the two; null when it is not known.</param>
/// <param name="IsRescale">True when it is worth a change.</param>
/// <param name="ExpectedRate">The true rate with that many instances.</param>
public readonly record struct StreamProposal(
    int Parallelism,
    double TargetCapacity,
    double Factor,
    double AppliedFactor,
    double UpThreshold,
    double DownThreshold,
    bool? IsOutsideBounds,
    bool IsRescale,
    double ExpectedRate);

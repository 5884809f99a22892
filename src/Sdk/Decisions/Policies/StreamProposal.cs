namespace Scalewright.Decisions.Policies;

/// <summary>Proposal for one operator, based on its true processing rate.</summary>
/// <param name="Parallelism">Proposed number of instances; the current one if the rates are unknown.</param>
/// <param name="TargetCapacity">Required capacity in records per second; infinite for a utilization of 0.</param>
/// <param name="Factor">Required capacity divided by the true rate.</param>
/// <param name="AppliedFactor">The factor within the limits of one change.</param>
/// <param name="UpThreshold">The operator scales out if the true rate is below this.</param>
/// <param name="DownThreshold">The operator scales in if the true rate is above this.</param>
/// <param name="IsOutsideBounds">True if the true rate is not between the thresholds; null if unknown.</param>
/// <param name="IsRescale">True if the operator should be rescaled.</param>
/// <param name="ExpectedRate">True rate with the proposed number of instances.</param>
public readonly record struct StreamProposal(
    int Parallelism,
    double TargetCapacity,
    double Factor,
    double AppliedFactor,
    double UpThreshold,
    double DownThreshold,
    bool? IsOutsideBounds,
    bool IsRescale,
    double ExpectedRate
);

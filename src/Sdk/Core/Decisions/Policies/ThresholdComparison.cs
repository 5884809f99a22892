namespace Scalewright.Decisions.Policies;

/// <summary>When an alarm is on; names as in CloudWatch.</summary>
public enum ThresholdComparison
{
    /// <summary>At the threshold or above.</summary>
    GreaterThanOrEqualToThreshold,

    /// <summary>Above the threshold.</summary>
    GreaterThanThreshold,

    /// <summary>Below the threshold.</summary>
    LessThanThreshold,

    /// <summary>At the threshold or below.</summary>
    LessThanOrEqualToThreshold,
}

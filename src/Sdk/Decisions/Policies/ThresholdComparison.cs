namespace Scalewright.Decisions.Policies;

/// <summary>Comparison that activates an alarm; names as in CloudWatch.</summary>
public enum ThresholdComparison
{
    /// <summary>Greater than or equal to the threshold.</summary>
    GreaterThanOrEqualToThreshold,

    /// <summary>Greater than the threshold.</summary>
    GreaterThanThreshold,

    /// <summary>Less than the threshold.</summary>
    LessThanThreshold,

    /// <summary>Less than or equal to the threshold.</summary>
    LessThanOrEqualToThreshold,
}

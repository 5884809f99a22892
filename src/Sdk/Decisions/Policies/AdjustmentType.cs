namespace Scalewright.Decisions.Policies;

/// <summary>Meaning of the value of an adjustment; names as in AWS AutoScaling.</summary>
public enum AdjustmentType
{
    /// <summary>Number of nodes to add or remove.</summary>
    ChangeInCapacity,

    /// <summary>New number of nodes.</summary>
    ExactCapacity,

    /// <summary>Percentage of nodes to add or remove.</summary>
    PercentChangeInCapacity,
}

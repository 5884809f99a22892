namespace Scalewright.Decisions.Policies;

/// <summary>What the number of an adjustment means; names as in AWS AutoScaling.</summary>
public enum AdjustmentType
{
    /// <summary>So many nodes more or less.</summary>
    ChangeInCapacity,

    /// <summary>So many nodes.</summary>
    ExactCapacity,

    /// <summary>So many percent more or less.</summary>
    PercentChangeInCapacity,
}

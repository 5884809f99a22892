namespace Scalewright.Experiments.Strategies;

/// <summary>What becomes more.</summary>
public enum ScalingScope
{
    /// <summary>Task managers.</summary>
    TaskManager,

    /// <summary>Slots of one task manager.</summary>
    Slots,
}

namespace Scalewright.Experiments.Strategies;

/// <summary>Unit that is added by a scaling step.</summary>
public enum ScalingScope
{
    /// <summary>Task managers.</summary>
    TaskManager,

    /// <summary>Slots of one task manager.</summary>
    Slots,
}

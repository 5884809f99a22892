namespace Scalewright.Experiments.Strategies;

/// <summary>Increments by which a number is reached.</summary>
public enum ScalingMethod
{
    /// <summary>All in one increment.</summary>
    Block,

    /// <summary>One after another.</summary>
    Linear,

    /// <summary>Increments of 1, 2, 4, 8, …; the last one is the remainder.</summary>
    Exponential,
}

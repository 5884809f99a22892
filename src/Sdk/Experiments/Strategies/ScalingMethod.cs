namespace Scalewright.Experiments.Strategies;

/// <summary>How a number is reached.</summary>
public enum ScalingMethod
{
    /// <summary>All at once.</summary>
    Block,

    /// <summary>One after another.</summary>
    Linear,

    /// <summary>1, 2, 4, 8 … at once; the last time what is left.</summary>
    Exponential,
}

namespace Scalewright.Experiments.Strategies;

/// <summary>A strategy in one run: it remembers what it did.</summary>
public interface IScalingCourse
{
    /// <summary>True when it will change nothing more.</summary>
    bool IsOver { get; }

    /// <summary>Decides; called once in an interval.</summary>
    /// <param name="view">What there is.</param>
    /// <returns>What is wanted; null when all stays as it is.</returns>
    ScalingChange? Decide(ScalingView view);
}

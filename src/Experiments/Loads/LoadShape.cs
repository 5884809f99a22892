namespace Scalewright.Experiments.Loads;

/// <summary>A load over time, in records a second. A value; it draws no chance.</summary>
public abstract record LoadShape
{
    /// <summary>Records a second at an instant, 0 or more.</summary>
    /// <param name="at">Time since the load began, 0 or more.</param>
    /// <param name="feedback">What a closed loop must know; others do not look at it.</param>
    public abstract double RateAt(TimeSpan at, LoadFeedback feedback = default);

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public virtual ValueList<Problem> Check() => [];
}

namespace Scalewright.Experiments.Strategies;

/// <summary>Says how a job is scaled in the course of an experiment. A value; each run has a course of its own.</summary>
public interface IScalingStrategy
{
    /// <summary>Begins the course of one run.</summary>
    IScalingCourse Begin();

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    ValueList<Problem> Check() => [];
}

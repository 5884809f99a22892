namespace Scalewright.Experiments.Strategies;

/// <summary>Scaling strategy of an experiment. Immutable; each run has its own state.</summary>
public interface IScalingStrategy
{
    /// <summary>Creates the state of one run.</summary>
    IScalingRun StartRun();

    /// <summary>Returns all problems of the strategy; empty if it is valid.</summary>
    ValueList<Problem> Check() => [];
}

namespace Scalewright.Experiments;

/// <summary>Thrown when an experiment, its definition or its platforms cannot be used.</summary>
public sealed class ExperimentException : ScalewrightException
{
    internal ExperimentException(ValueList<Problem> problems, Exception? inner = null)
        : base("The experiment", problems, inner) { }

    internal ExperimentException(ValueList<Problem> problems, string experiment)
        : base(experiment.Length > 0 ? $"Experiment '{experiment}'" : "The experiment", problems) { }
}

using Scalewright.Providers;

namespace Scalewright.Experiments;

/// <summary>Thrown when an experiment, its definition or its platforms cannot be used.</summary>
public sealed class ExperimentException : ProviderException
{
    internal ExperimentException(ValueList<Problem> problems, Exception? inner = null)
        : base("platforms", problems, inner)
    {
    }

    internal ExperimentException(ValueList<Problem> problems, string experiment)
        : base(experiment.Length > 0 ? TextEscaping.Escape(experiment) : "experiment", problems)
    {
    }
}

using Scalewright.Providers;

namespace Scalewright.Experiments;

/// <summary>What an experiment is described by, or the platforms it runs on, cannot be used.</summary>
public sealed class ExperimentException : ProviderException
{
    internal ExperimentException(ValueList<Problem> problems, Exception? inner = null)
        : base("platforms", problems, inner)
    {
    }

    internal ExperimentException(ValueList<Problem> problems, string experiment)
        : base(experiment.Length > 0 ? Printable.Escape(experiment) : "experiment", problems)
    {
    }
}

using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Processes;
using Scalewright.Experiments.Types;
using Scalewright.Providers;
using Scalewright.Providers.Local;

namespace ScalehubSample;

/// <summary><c>processes</c>: on nodes of this machine, each with an agent of its own, which is this program.</summary>
[ExperimentType("processes")]
public sealed class ProcessesType : ProcessExperiment
{
    private const string Isolation = "isolation";
    private static readonly string[] Isolations = ["namespaces", "processes"];

    /// <inheritdoc/>
    protected override ValueList<string> Known => [Isolation];

    /// <inheritdoc/>
    public override void Validate(Experiment experiment, ProblemList problems)
    {
        base.Validate(experiment, problems);
        if (experiment.Options[Isolation] is { } isolation && !Isolations.Contains(TextOf(experiment.Options, Isolation), StringComparer.Ordinal))
        {
            problems.AddError(ProblemCode.UnknownReference, isolation.Spot, $"{experiment.Type}.{Isolation}", "nothing keeps nodes apart by this name", $"use {string.Join(", which needs root, or ", Isolations)}");
        }
    }

    /// <inheritdoc/>
    protected override IProvider Open(Experiment experiment, string folder) => new LocalProvider(new LocalProviderOptions
    {
        Isolation = TextOf(experiment.Options, Isolation) == "processes" ? LocalIsolation.Processes : LocalIsolation.Namespaces,
        Folder = Path.Combine(folder, "nodes"),
        Agent = OwnAgent.Prepare(folder),
    });
}

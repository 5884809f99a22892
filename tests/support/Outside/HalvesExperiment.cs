using Scalewright.Experiments;
using Scalewright.Experiments.Types;

namespace Experiments.Parts;

/// <summary>The experiment, and once more for half as long: a type that lives in an assembly of its own.</summary>
[ExperimentType("halves")]
public sealed class HalvesExperiment : ExperimentType
{
    public override ValueList<Experiment> Expand(Experiment experiment) =>
    [
        experiment with { Parameters = experiment.Parameters.With("part", "whole") },
        experiment with { Parameters = experiment.Parameters.With("part", "half"), Duration = experiment.Duration / 2 },
    ];
}

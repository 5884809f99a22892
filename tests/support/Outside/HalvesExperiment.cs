using Scalewright.Experiments;
using Scalewright.Experiments.Types;

namespace Experiments.Parts;

/// <summary>An experiment type in a separate assembly: the experiment, then again for half its duration.</summary>
[ExperimentType("halves")]
public sealed class HalvesExperiment : ExperimentType
{
    public override ValueList<Experiment> Expand(Experiment experiment) =>
        [
            experiment with
            {
                Parameters = experiment.Parameters.With("part", "whole"),
            },
            experiment with
            {
                Parameters = experiment.Parameters.With("part", "half"),
                Duration = experiment.Duration / 2,
            },
        ];
}

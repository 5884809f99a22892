using Scalewright.Experiments.Types;

namespace Experiments.Tests;

/// <summary>
/// Experiment type that expands to no experiment, to two experiments with the same name, or to an invalid experiment.
/// </summary>
[ExperimentType("odd_here")]
internal sealed class OddType : ExperimentType
{
    public override ValueList<Experiment> Expand(Experiment experiment) =>
        (experiment.Options["makes"] as DocumentScalar)?.Text switch
        {
            "nothing" => [],
            "twins" => [experiment, experiment with { Seed = 1 }],
            _ => [experiment with { TaskManagerTemplate = experiment.TaskManagerTemplate with { MemoryMiB = 0 } }],
        };
}

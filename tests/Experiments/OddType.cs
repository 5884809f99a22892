using Scalewright.Experiments.Types;

namespace Experiments.Tests;

[ExperimentType("odd_here")]
internal sealed class OddType : ExperimentType
{
    public override ValueList<Experiment> Expand(Experiment experiment) => (experiment.Options["makes"] as DocumentScalar)?.Text switch
    {
        "nothing" => [],
        "twins" => [experiment, experiment with { Seed = 1 }],
        _ => [experiment with { TaskManagerTemplate = experiment.TaskManagerTemplate with { MemoryMiB = 0 } }],
    };
}

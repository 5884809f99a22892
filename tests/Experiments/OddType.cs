using System.Collections.Concurrent;
using Scalewright.Experiments.Types;

namespace Experiments.Tests;

/// <summary>
/// Experiment type that expands to itself, to no experiment, to two experiments with the same name, or to an invalid
/// experiment. Counts its expansions, of which each reading of a definition has one.
/// </summary>
[ExperimentType("odd_here")]
internal sealed class OddType : ExperimentType
{
    private static readonly ConcurrentDictionary<string, int> Expansions = new(StringComparer.Ordinal);

    public static int CountExpansions(string name) => Expansions.GetValueOrDefault(name);

    public override ValueList<Experiment> Expand(Experiment experiment)
    {
        Expansions.AddOrUpdate(experiment.Name, 1, static (_, count) => count + 1);
        return (experiment.Options["makes"] as DocumentScalar)?.Text switch
        {
            "itself" => [experiment],
            "nothing" => [],
            "twins" => [experiment, experiment with { Seed = 1 }],
            _ => [experiment with { TaskManagerTemplate = experiment.TaskManagerTemplate with { MemoryMiB = 0 } }],
        };
    }
}

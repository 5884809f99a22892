using System.Runtime.InteropServices;
using Scalewright.Experiments.Types;

namespace Scalewright.Experiments.Histories;

/// <summary>Describes the machines of an experiment for its history.</summary>
internal static class HostDescription
{
    /// <summary>Describes the machine that runs experiments: name, operating system and cores.</summary>
    public static string OfThisMachine() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName}, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, "
                + $"{Pluralizer.Format(Environment.ProcessorCount, "core")}"
        );

    /// <summary>Describes the simulated machines of an experiment; empty for runs on real machines.</summary>
    public static string OfSimulation(Experiment experiment) =>
        ExperimentTypes.Find(experiment.Type) is { CanRunInParallel: true }
            ? "simulated: "
                + string.Join(
                    ", ",
                    experiment.Nodes.Select(nodes =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{nodes.Count} × {nodes.Kind} ({Pluralizer.Format(nodes.Cores, "core")}, {nodes.MemoryMiB} MiB)"
                        )
                    )
                )
            : "";
}

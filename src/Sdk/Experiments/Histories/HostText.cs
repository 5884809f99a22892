using System.Runtime.InteropServices;
using Scalewright.Experiments.Types;

namespace Scalewright.Experiments.Histories;

/// <summary>Names the machines of an experiment.</summary>
internal static class HostText
{
    /// <summary>The machine that runs experiments: its name, its system and its cores.</summary>
    public static string OfThisMachine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.MachineName}, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {CountText.Of(Environment.ProcessorCount, "core")}");

    /// <summary>The simulated machines of an experiment; empty when its runs are on real ones.</summary>
    public static string OfSimulation(Experiment experiment) => ExperimentTypes.Find(experiment.Type) is { IsParallel: true }
        ? "simulated: " + string.Join(", ", experiment.Nodes.Select(nodes => string.Create(
            CultureInfo.InvariantCulture, $"{nodes.Count} × {nodes.Kind} ({CountText.Of(nodes.Cores, "core")}, {nodes.MemoryMiB} MiB)")))
        : "";
}

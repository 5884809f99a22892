using System.Text;
using Scalewright;
using Scalewright.Files;
using Scalewright.Plugins;
using Scalewright.Topologies;
using Profile = Scalewright.Profiles.Profile;

namespace WindFarm;

/// <summary>Writes the planned topology. The same profile and seed give the same bytes.</summary>
internal static class Results
{
    /// <summary>Writes the topology, its diagram and the nodes' files. Deletes files of removed nodes.</summary>
    /// <returns>Warnings.</returns>
    /// <exception cref="OutputException">A file cannot be written.</exception>
    public static ValueList<Problem> Write(
        Topology topology, Profile farm, RunOptions options, OutputFolder folder, IProgress<WriteProgress> progress, CancellationToken cancellationToken)
    {
        folder.Write("run.txt", buffer => Encoding.UTF8.GetBytes($"nodes {topology.NodeCount}\nseed {options.Seed}\n", buffer), cancellationToken);
        return TopologyFolder.Write(topology, [farm], folder, progress: progress, cancellationToken: cancellationToken);
    }
}

using System.Text;
using Scalewright.Files;
using Scalewright.Plugins;
using Scalewright.Topologies;
using Profile = Scalewright.Profiles.Profile;

namespace QuickStart;

/// <summary>Writes what was planned: the same bytes for the same profile and seed.</summary>
internal static class Results
{
    /// <summary>Writes the topology, its picture, and the files of all nodes.</summary>
    /// <exception cref="OutputException">A file cannot be written.</exception>
    public static void Write(Topology topology, Profile farm, RunOptions options, OutputFolder folder, CancellationToken cancellationToken)
    {
        new NodeScripts(topology, [farm]).WriteTo(folder, cancellationToken);
        // Last, so that a folder with a topology is a whole one.
        folder.Write("topology.json", buffer => TopologyWriter.WriteJson(topology, buffer), cancellationToken);
        folder.Write("topology.yaml", buffer => TopologyWriter.WriteYaml(topology, buffer), cancellationToken);
        folder.Write("topology.svg", buffer => TopologyDiagram.WriteSvg(topology, buffer), cancellationToken);
        folder.Write("topology.dot", buffer => TopologyDiagram.WriteDot(topology, buffer), cancellationToken);
        folder.Write("run.txt", buffer => Encoding.UTF8.GetBytes($"nodes {topology.NodeCount}\nseed {options.Seed}\n", buffer), cancellationToken);
    }
}

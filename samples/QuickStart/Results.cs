using System.Text;
using Scalewright.Files;
using Scalewright.Plugins;
using Scalewright.Topologies;

namespace QuickStart;

/// <summary>Writes what was planned: the same bytes for the same profile and seed.</summary>
internal static class Results
{
    /// <summary>Writes scripts of all nodes, and the command line they came from.</summary>
    /// <exception cref="OutputException">A file cannot be written.</exception>
    public static void Write(Topology topology, Scalewright.Profiles.Profile farm, RunOptions options, OutputFolder folder, CancellationToken cancellationToken)
    {
        new NodeScripts(topology, [farm]).WriteTo(folder, cancellationToken);
        folder.Write("run.txt", buffer => Encoding.UTF8.GetBytes($"nodes {topology.NodeCount}\nseed {options.Seed}\n", buffer), cancellationToken);
    }
}

using Scalewright.Files;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Writes the files of <see cref="NodeScripts"/>, then <c>topology.json</c>, <c>.yaml</c>, <c>.svg</c> and <c>.dot</c>,
/// and last the file list <c>files.sha256</c>. A folder that contains a topology therefore contains all files of its
/// nodes.
/// </summary>
public static class TopologyFolder
{
    private const int ReportEvery = 100;

    /// <summary>
    /// Writes a topology and replaces an existing one. Checks all paths first and replaces each file atomically.
    /// Removes files of the earlier topology, unless they were modified.
    /// </summary>
    /// <param name="topology">The topology.</param>
    /// <param name="profiles">Source profiles of the topology.</param>
    /// <param name="folder">Target folder. Files that were already written to this instance belong to the topology
    /// too.</param>
    /// <param name="plugins">Available plugins. Null: all plugins of the program.</param>
    /// <param name="progress">Receives reports every hundred files and at the end.</param>
    /// <param name="cancellationToken">Checked before each file. Written files stay complete.</param>
    /// <returns>Warnings about files of the earlier topology that were kept.</returns>
    /// <exception cref="OutputException">A path leaves the folder, or a file cannot be written.</exception>
    /// <exception cref="ExpansionException">A plugin or template threw an exception, or is missing.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static ValueList<Problem> Write(
        Topology topology,
        IEnumerable<Profile> profiles,
        OutputFolder folder,
        PluginList? plugins = null,
        IProgress<WriteProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(folder);
        NodeScripts scripts = new(topology, profiles, plugins);
        string[] paths = [.. Files(scripts, topology).Select(file => file.Path)];
        folder.Check([.. paths, ChecksumFile.Name]);
        try
        {
            int done = 0;
            foreach (NodeFile file in Files(scripts, topology))
            {
                folder.Write(file.Path, file.Write, cancellationToken);
                if (++done % ReportEvery == 0 || done == paths.Length)
                {
                    progress?.Report(new WriteProgress(done, paths.Length));
                }
            }
        }
        catch
        {
            folder.Remember();
            throw;
        }

        return folder.Complete();
    }

    /// <summary>Enumerates lazily, so that only one file at a time is in memory.</summary>
    private static IEnumerable<NodeFile> Files(NodeScripts scripts, Topology topology) =>
        scripts
            .GetFiles()
            .Concat([
                new NodeFile("topology.json", buffer => TopologyWriter.WriteJson(topology, buffer)),
                new NodeFile("topology.yaml", buffer => TopologyWriter.WriteYaml(topology, buffer)),
                new NodeFile("topology.svg", buffer => TopologyDiagram.WriteSvg(topology, buffer)),
                new NodeFile("topology.dot", buffer => TopologyDiagram.WriteDot(topology, buffer)),
            ]);
}

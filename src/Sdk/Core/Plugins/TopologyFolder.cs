using Scalewright.Files;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Writes everything that a topology becomes: the files of <see cref="NodeScripts"/>, then <c>topology.json</c>, <c>.yaml</c>,
/// <c>.svg</c> and <c>.dot</c>, so that a folder with a topology is a whole one, and last <c>files.sha256</c>, the list of all.
/// </summary>
public static class TopologyFolder
{
    private const int ReportEvery = 100;

    /// <summary>
    /// Writes a topology in place of the one that may be there. Paths are checked before anything is written, each file
    /// is replaced whole, and files that the earlier topology had and this one has not are removed, unless they were changed.
    /// </summary>
    /// <param name="topology">The topology.</param>
    /// <param name="profiles">The profiles it was made of.</param>
    /// <param name="folder">Where it goes. What else was written to it before belongs to the topology too.</param>
    /// <param name="plugins">The plugins to choose from; null: all of this program.</param>
    /// <param name="progress">Told every hundred files and at the end.</param>
    /// <param name="cancellationToken">Asked before each file; files written so far stay whole.</param>
    /// <returns>Warnings: files of the earlier topology that were kept.</returns>
    /// <exception cref="OutputException">A path leaves the folder, or a file cannot be written.</exception>
    /// <exception cref="ExpansionException">A plugin or template threw, or a plugin is not here.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ValueList<Problem> Write(
        Topology topology,
        IEnumerable<Profile> profiles,
        OutputFolder folder,
        PluginList? plugins = null,
        IProgress<WritingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        NodeScripts scripts = new(topology, profiles, plugins);
        string[] paths = [.. Files(scripts, topology).Select(file => file.Path)];
        folder.Check([.. paths, FileList.Name]);
        try
        {
            int done = 0;
            foreach (NodeFile file in Files(scripts, topology))
            {
                folder.Write(file.Path, file.Write, cancellationToken);
                if (++done % ReportEvery == 0 || done == paths.Length)
                {
                    progress?.Report(new WritingProgress(done, paths.Length));
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

    /// <summary>One after another, so that a million configurations are not there at once.</summary>
    private static IEnumerable<NodeFile> Files(NodeScripts scripts, Topology topology) => scripts.Files().Concat(
    [
        new NodeFile("topology.json", buffer => TopologyWriter.WriteJson(topology, buffer)),
        new NodeFile("topology.yaml", buffer => TopologyWriter.WriteYaml(topology, buffer)),
        new NodeFile("topology.svg", buffer => TopologyDiagram.WriteSvg(topology, buffer)),
        new NodeFile("topology.dot", buffer => TopologyDiagram.WriteDot(topology, buffer)),
    ]);
}

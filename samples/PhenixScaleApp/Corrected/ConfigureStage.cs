using PhenixScaleApp.Logs;
using Scalewright;
using Scalewright.Files;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>The stage that adds nodes to the topology and writes the files for their start.</summary>
internal sealed class ConfigureStage(ExperimentView view, ScaleRequest request, AppLog log, TimeProvider clock)
{
    /// <summary>Runs the stage. Checks everything before it writes the first file.</summary>
    /// <param name="cancellationToken">Checked before each file.</param>
    /// <exception cref="ScalewrightException">A host name exists already, or the folder cannot be written.</exception>
    public void Run(Topology topology, ValueList<Profile> profiles, CancellationToken cancellationToken)
    {
        log.Info($"Configuring user app: scale with {profiles.Count} profiles");
        string scaleFolder = Path.Join(request.BaseFolder, "scale");
        DocumentNodes nodes = new(view, scaleFolder);
        ProblemList problems = new("stdin");
        nodes.Check(topology, problems);
        CorrectedApp.ThrowIfAny(problems);
        NodeFile[] files = [.. new NodeScripts(topology, profiles, ScalePlan.Plugins).GetFiles().Where(file => file.Path.Contains('/', StringComparison.Ordinal) || file.Path.EndsWith(".sh", StringComparison.Ordinal))];
        OutputFolder folder = OutputFolder.Open(scaleFolder);
        folder.Check(files.Select(file => file.Path));
        StageLog.Profiles(topology, profiles, log);
        long start = clock.GetTimestamp();
        foreach (NodeFile file in files)
        {
            folder.Write(file.Path, file.Write, cancellationToken);
        }

        log.Debug($"Wrote {files.Length} files below '{scaleFolder}' in {StageLog.Elapsed(clock, start)}");
        int before = view.Nodes!.Count;
        nodes.Add(topology, profiles, files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal));
        BrokerHost.Annotate(view, profiles);
        int added = view.Nodes.Count - before;
        log.Info($"Added {added} nodes to the topology; {topology.NodeCount - added} were there already");
        Summarize(topology, profiles);
        log.Info($"Configured user app: scale with {profiles.Count} profiles");
    }

    private void Summarize(Topology topology, ValueList<Profile> profiles)
    {
        Summary summary = new(isPostStart: false);
        foreach (Profile profile in profiles)
        {
            NodeGroup group = topology.Groups[profile.Name];
            summary.Begin(group.Name, group.Plugin);
            foreach (NodeSpec node in group.Nodes)
            {
                summary.Add(node.Name, node.ContainerCount);
            }
        }

        summary.Show(log, int.MaxValue, text => text);
    }
}

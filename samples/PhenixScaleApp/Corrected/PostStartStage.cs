using PhenixScaleApp.Corrected.Verification;
using PhenixScaleApp.Logs;
using PhenixScaleApp.Minimega;
using Scalewright;
using Scalewright.Files;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>The stage that writes the commands of each node's minimega and sends them to the node.</summary>
/// <param name="log">Receives the summary.</param>
/// <param name="connector">Connects to minimega; null in a dry run.</param>
/// <param name="verify">True to verify the containers from inside at the end.</param>
internal sealed class PostStartStage(ExperimentView view, AppLog log, IMinimegaConnector? connector, bool verify, TimeProvider clock)
{
    /// <summary>Runs the stage. Resolves VLANs and connects to minimega before it writes the first file.</summary>
    /// <param name="images">Folder of the scripts: the experiment's folder within minimega's files folder.</param>
    /// <param name="cancellationToken">Checked before each node.</param>
    /// <exception cref="ScalewrightException">A VLAN is unknown, minimega rejected a command, or the folder cannot be
    /// written.</exception>
    /// <exception cref="RefusedException">A container differs from its commands.</exception>
    public async Task RunAsync(Topology topology, ValueList<Profile> profiles, string images, CancellationToken cancellationToken)
    {
        log.Info($"Running post-start for user app: scale with {profiles.Count} profiles");
        ProblemList problems = new("stdin");
        MinimegaScript script = new() { NetSpecs = NetSpecs.Resolve(topology, view, isLive: connector is not null, problems) };
        CorrectedApp.ThrowIfAny(problems);
        OutputFolder folder = OutputFolder.Open(images);
        folder.Check(topology.Nodes.SelectMany(node => verify ? [$"{node.Name}.mm", NodeVerifier.FileOf(node)] : new[] { $"{node.Name}.mm" }));
        StageLog.Profiles(topology, profiles, log);
        IMinimegaSession? session = await ConnectAsync(topology, cancellationToken);
        try
        {
            await HandOverAsync(session, topology, profiles, script, folder, cancellationToken);
            if (verify && session is not null)
            {
                await new NodeVerifier(topology, session, folder, log, clock).RunAsync(cancellationToken);
            }
        }
        finally
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
        }

        Summarize(topology, profiles);
        log.Info($"Ran post-start for user app: scale with {profiles.Count} profiles");
    }

    private async Task<IMinimegaSession?> ConnectAsync(Topology topology, CancellationToken cancellationToken)
    {
        if (connector is null)
        {
            return null;
        }

        long start = clock.GetTimestamp();
        IMinimegaSession session = await connector.ConnectAsync(topology.Name, cancellationToken);
        log.Debug($"minimega: connected in namespace '{topology.Name}' in {StageLog.Elapsed(clock, start)}");
        return session;
    }

    private async Task HandOverAsync(
        IMinimegaSession? session, Topology topology, ValueList<Profile> profiles, MinimegaScript script, OutputFolder folder, CancellationToken cancellationToken)
    {
        foreach (Profile profile in profiles.ToArray())
        {
            NodeGroup group = topology.Groups[profile.Name];
            ScriptTemplate template = TemplateOf(group, profile, script);
            long start = clock.GetTimestamp();
            foreach (NodeSpec node in group.Nodes.ToArray())
            {
                Write(folder, topology, group, node, template, cancellationToken);
                await SendAsync(session, topology, node, cancellationToken);
            }

            log.Info($"Profile '{group.Name}': wrote the commands of {group.Nodes.Count} nodes{(session is null ? "" : " and handed them over")} in {StageLog.Elapsed(clock, start)}");
        }
    }

    private static ScriptTemplate TemplateOf(NodeGroup group, Profile profile, MinimegaScript script)
    {
        ScriptTemplate template = StageLog.GetEntry(group).Create().GetTemplate(profile);
        return template is MinimegaScript ? script : template;
    }

    private static void Write(OutputFolder folder, Topology topology, NodeGroup group, NodeSpec node, ScriptTemplate template, CancellationToken cancellationToken) =>
        folder.Write(
            $"{node.Name}.mm",
            buffer =>
            {
                Utf8Output output = new(buffer);
                template.Write(new ScriptContext(topology, group, node, ValueMap<string>.Empty), ref output);
                output.Flush();
            },
            cancellationToken);

    /// <summary>Sends a path relative to the files folder of minimega, which is the same on the node.</summary>
    private async Task SendAsync(IMinimegaSession? session, Topology topology, NodeSpec node, CancellationToken cancellationToken)
    {
        if (session is null)
        {
            return;
        }

        long start = clock.GetTimestamp();
        string path = $"{topology.Name}/{node.Name}.mm";
        await session.FilterAsync($"name={node.Name}", cancellationToken);
        int number = await session.SendAsync(path, cancellationToken);
        if (log.IsEnabled(LogLevel.Debug))
        {
            log.Debug($"minimega: cc filter name={node.Name}; cc send {path}: command {number} in {StageLog.Elapsed(clock, start)}");
        }
    }

    private void Summarize(Topology topology, ValueList<Profile> profiles)
    {
        Summary summary = new(isPostStart: true);
        foreach (Profile profile in profiles)
        {
            NodeGroup group = topology.Groups[profile.Name];
            summary.Begin(group.Name, group.Plugin);
            foreach (NodeSpec node in group.Nodes)
            {
                summary.Add(node.Name, node.ContainerCount, group.ContainerLayout.RootFs, Addresses(group, node));
            }
        }

        summary.Show(log, int.MaxValue, text => text);
    }

    /// <summary>First and last address of a node's containers on each network of a group of equal containers.</summary>
    private static string Addresses(NodeGroup group, NodeSpec node)
    {
        if (group.ContainerLayout.Roles.Count != 1 || node.ContainerCount == 0)
        {
            return "";
        }

        ContainerSequence containers = group.GetContainers(node);
        NetworkAttachment[] links = group.ContainerLayout.Roles[0].NetworkAttachments.AsSpan().ToArray();
        return string.Join(", ", links.Select((link, i) => $"{link.Network}: {containers[0].GetAddress(i)}-{containers[node.ContainerCount - 1].GetAddress(i)}"));
    }
}

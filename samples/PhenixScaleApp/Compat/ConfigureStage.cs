using System.Buffers;
using PhenixScaleApp.Documents;
using PhenixScaleApp.Files;
using PhenixScaleApp.Logs;
using PhenixScaleApp.Tables;
using Scalewright.Topologies;

namespace PhenixScaleApp.Compat;

/// <summary>The stage that adds nodes to the topology.</summary>
internal sealed class ConfigureStage(Experiment experiment, bool dryRun, int tableWidth, AppLog log)
{
    private const int FirstUserScript = 501;
    private readonly FileBatch _files = new();
    private int? _archiveAt;

    public NodeRegister Nodes { get; } = new(experiment);

    private string ArchivePath => $"{experiment.BaseFolder}/wind-configs.tgz";

    /// <summary>Runs the stage.</summary>
    /// <param name="cancellationToken">Stops between two nodes.</param>
    /// <exception cref="ReferenceException">The reference would have failed. Everything that it would have written
    /// before has been written.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        List<Value> profiles = ProfileList.Read(experiment.App);
        log.Info($"Configuring user app: scale with {profiles.Count} profiles");
        Summary summary = new(isPostStart: false);
        try
        {
            foreach (Value profile in profiles)
            {
                Configure(Loose.AsMap(profile, "get"), summary, cancellationToken);
            }
        }
        finally
        {
            WriteFiles();
        }

        summary.Show(log, tableWidth, text => CellText.Shown(Markup.Plain(text)));
        log.Info($"Configured user app: scale with {profiles.Count} profiles");
    }

    /// <summary>Adds the configuration of a device.</summary>
    public void AddConfig(string hostname, int container, Action<IBufferWriter<byte>> write)
    {
        string folder = $"{experiment.ScaleFolder}/{hostname}/{container}";
        _files.Add($"{folder}/config.xml", write, folder);
    }

    /// <summary>
    /// Requests the archive of the folder in its current state, and returns its path. The reference creates it for each
    /// node, but only the last one remains.
    /// </summary>
    public string MarkArchive()
    {
        _archiveAt = _files.Count;
        return ArchivePath;
    }

    private void Configure(MapValue profile, Summary summary, CancellationToken cancellationToken)
    {
        (string pluginName, string version) = PluginTable.Load(profile, log);

        string name = profile.Get("name") is { } written ? Loose.Text(written) : "";
        log.Info($"Processing profile '{name}' with plugin '{pluginName}'");
        ProfileList.Validate(profile);
        ProfilePlan plan = PluginTable.Plan(pluginName, version, profile, experiment, dryRun, log);
        plan.Announce(log, name);
        log.Debug($"Plugin '{pluginName}' configuration: {Loose.Quoted(plan.Fields)}");
        log.Info($"Profile '{name}': Scaling {plan.NodeCount} nodes.");
        summary.Begin(name, pluginName, Loose.Quoted(profile.Get("name")!));
        MapValue? shared = null;
        for (int number = 1; number <= plan.NodeCount; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            shared ??= plan.DescribeNode();
            ConfigureNode(plan, number, profile, shared);
            summary.Add(plan.HostnameOf(number), plan.CountContainers(number));
        }
    }

    private void ConfigureNode(ProfilePlan plan, int number, MapValue profile, MapValue shared)
    {
        string hostname = plan.HostnameOf(number);
        Nodes.Add(hostname, shared);
        string script = $"{experiment.ScaleFolder}/{hostname}-startup.sh";
        IReadOnlyList<string> commands = plan.StartupCommands;
        _files.Add(script, buffer =>
        {
            Utf8Output output = new(buffer);
            StartupScript.Write(experiment.Name, hostname, commands, ref output);
            output.Flush();
        });
        if (!FileBatch.CanWait(hostname))
        {
            WriteFiles();
        }

        Nodes.Inject(hostname, script, "/etc/phenix/startup/999-scale.sh");
        int order = FirstUserScript;
        foreach (Value source in profile.Get("start_scripts") is { } scripts ? Loose.Items(scripts) : [])
        {
            Nodes.Inject(hostname, source, $"/etc/phenix/startup/{order++}-script.sh");
        }

        plan.OnNodeConfigured(this, number);
    }

    private void WriteFiles()
    {
        if (_archiveAt is { } count)
        {
            _archiveAt = null;
            _files.Write(count);
            ConfigArchive.Write(experiment.ScaleFolder, ArchivePath);
        }

        _files.Write(_files.Count);
    }
}

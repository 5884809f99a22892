using System.Buffers;
using PhenixScaleApp.Documents;
using PhenixScaleApp.Files;
using PhenixScaleApp.Logs;
using PhenixScaleApp.Minimega;
using PhenixScaleApp.Tables;

namespace PhenixScaleApp.Compat;

/// <summary>The stage that writes the commands of each node's minimega and sends them to the node.</summary>
internal sealed class PostStartStage(Experiment experiment, bool dryRun, int tableWidth, AppLog log, IMinimegaConnector connector)
{
    private readonly FileBatch _files = new();
    private IMinimegaSession? _session;

    /// <summary>Runs the stage.</summary>
    /// <param name="cancellationToken">Stops between two nodes.</param>
    /// <exception cref="ReferenceException">The reference would have failed. Everything that it would have written
    /// before has been written.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Value> profiles = ProfileList.Read(experiment.App);
        log.Info($"Running post-start for user app: scale with {profiles.Count} profiles");
        Summary summary = new(isPostStart: true);
        try
        {
            _session = dryRun ? null : await connector.ConnectAsync(experiment.Name, cancellationToken);
            foreach (Value profile in profiles)
            {
                await StartAsync(Loose.AsMap(profile, "get"), summary, cancellationToken);
            }
        }
        finally
        {
            _files.Write(_files.Count);
            if (_session is not null)
            {
                await _session.DisposeAsync();
            }
        }

        summary.Show(log, tableWidth, text => CellText.Shown(Markup.Plain(text)));
        log.Info($"Ran post-start for user app: scale with {profiles.Count} profiles");
    }

    private async Task StartAsync(MapValue profile, Summary summary, CancellationToken cancellationToken)
    {
        (string pluginName, string version) = PluginTable.Load(profile, log);
        ProfilePlan plan = PluginTable.Plan(pluginName, version, profile, experiment, dryRun, log);
        MapValue template = Loose.Section(profile, "container_template");
        NetworkList networks = NetworkList.Resolve(template.Get("networks"), experiment, dryRun, log);
        string? gateway = GatewayRule.Resolve(template.Get("gateway"), experiment, dryRun, log);
        ContainerSettings settings = ContainerSettings.Read(template);
        string name = profile.Get("name") is { } written ? Loose.Text(written) : "";

        // The reference shows this text in its progress bar, and fails if the name is invalid markup.
        _ = Markup.Plain($"[progress.description][cyan]Profile {name}");
        summary.Begin(name, pluginName, Loose.Quoted(profile.Get("name")!));
        for (int number = 1; number <= plan.NodeCount; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string hostname = plan.HostnameOf(number);
            long containers = plan.CountContainers(number);
            // The reference advances the addresses before it writes a node, so exhausted addresses fail early.
            NetworkList? behind = containers < 0 ? null : networks.Advance(containers);
            _ = Loose.Contains(profile.Get("aws") ?? new MapValue(), "dns");
            Action<IBufferWriter<byte>> write = plan.Render(number, networks, gateway, settings);
            await WriteAsync(hostname, write, settings, cancellationToken);
            summary.Add(hostname, containers, settings.RootFsText, networks.Describe(containers));
            networks = behind ?? networks.Advance(containers);
        }
    }

    private async Task WriteAsync(string hostname, Action<IBufferWriter<byte>> write, ContainerSettings settings, CancellationToken cancellationToken)
    {
        string path = $"{experiment.ImagesFolder}/{hostname}.mm";
        if (!settings.HasTextRootFs)
        {
            // The reference has already opened the file, and leaves it empty.
            _files.Add(path, _ => { });
            throw settings.RootFsMistake();
        }

        if (_session is null)
        {
            _files.Add(path, write);
            if (!FileBatch.CanWait(hostname))
            {
                _files.Write(_files.Count);
            }

            return;
        }

        FileBatch.WriteOne(path, write);
        await _session.FilterAsync($"name={hostname}", cancellationToken);
        await _session.SendAsync(path, cancellationToken);
    }
}

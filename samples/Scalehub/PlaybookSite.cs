using System.Globalization;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Flink;
using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Streams;
using Scalewright.Providers;

namespace ScalehubSample;

/// <summary>
/// Task managers, load and faults of a Flink that this program deployed. Changes deploy <c>application/flink</c> and
/// <c>application/theodolite</c> again with other variables, and the end of the run restores the original ones. Other
/// deployments are not changed, except those of the experiment's own steps. Faults need
/// <c>application/chaos_mesh</c>.
/// </summary>
internal sealed class PlaybookSite : IFlinkFaultEnvironment
{
    public const string Flink = "application/flink";
    public const string Generators = "application/theodolite";
    private const string Chaos = "application/chaos_mesh";
    private const string All = "application/setup";
    private const string Kubectl = "tools/kubectl.yaml";
    private const string List = "theodolite_generators";
    private const string Sets = "flink_taskmanager_sets";

    // A deployment is not worthwhile for smaller changes of the load.
    private const double Tolerance = 0.05;
    private const int SecondMs = 1000;

    // Reserves a part of the container's memory for the machine, as the defaults of the playbook do.
    private const double ProcessShare = 0.84375;
    private readonly PlaybookDeployer _deployment;
    private readonly Experiment _experiment;
    private readonly TimeProvider _clock;
    private readonly ValueMap<DeploymentRecord> _before;
    private readonly ValueMap<string> _nodes;
    private readonly bool _makesManagers;
    private readonly bool _makesLoad;
    private DocumentMap? _managers;
    private ValueMap<double>? _rates;
    private long _begun;
    private Task _loading = Task.CompletedTask;

    private PlaybookSite(PlaybookDeployer deployment, PlatformFolder platforms, Experiment experiment, TimeProvider clock, IReadOnlyList<DeploymentRecord> records)
    {
        (_deployment, _experiment, _clock) = (deployment, experiment, clock);
        _before = new[] { Flink, Generators, Chaos }.Select(name => (Name: name, Record: Find(records, name))).Where(found => found.Record is { State: DeploymentState.Deployed, IsSimulated: false }).Select(found => KeyValuePair.Create(found.Name, found.Record!)).ToValueMap();
        (_makesManagers, _makesLoad) = (Has(Flink), Has(Generators));
        _nodes = FindNodes(platforms, experiment);
        KubernetesNodes = Has(Chaos) ? _nodes : ValueMap<string>.Empty;
    }

    /// <inheritdoc/>
    public ValueMap<string> KubernetesNodes { get; }

    /// <inheritdoc/>
    public string KubernetesNamespace => "flink";

    /// <summary>Creates the site; null if this program deployed nothing that the experiment needs.</summary>
    public static PlaybookSite? Of(PlaybookDeployer deployment, PlatformFolder platforms, Experiment experiment, TimeProvider clock)
    {
        PlaybookSite site = new(deployment, platforms, experiment, clock, deployment.GetRecords());
        return site._makesManagers || site._makesLoad || site.KubernetesNodes.Count > 0 ? site : null;
    }

    /// <inheritdoc/>
    public async Task SetTaskManagersAsync(ValueList<TaskManager> taskManagers, CancellationToken cancellationToken)
    {
        if (!_makesManagers || taskManagers.Count == 0)
        {
            return;
        }

        DocumentMap wanted = new([new DocumentEntry(Sets, default, new DocumentList(taskManagers.GroupBy(manager => manager with { Name = "" }).Select(DescribeSet)))]);
        if (wanted.Equals(_managers))
        {
            return;
        }

        // Run only one playbook at a time.
        await TakeLoading();
        await DeployAsync(Flink, wanted, cancellationToken);
        _managers = wanted;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Sampling continues during a deployment, which uses the load at its start. Records missed meanwhile are not made
    /// up for.
    /// </remarks>
    public async Task SetLoadAsync(ValueMap<double> rates, CancellationToken cancellationToken)
    {
        if (!_makesLoad || !_loading.IsCompleted)
        {
            return;
        }

        await TakeLoading();
        _begun = _rates is null ? _clock.GetTimestamp() : _begun;
        TimeSpan at = _clock.GetElapsedTime(_begun);
        ValueMap<double> wanted = _experiment.Loads.Select(load => KeyValuePair.Create(load.Name, load.Shape.RateAt(at, default))).ToValueMap();
        if (_rates is not { } made || wanted.Any(rate => IsDue(made[rate.Key], rate.Value)))
        {
            _rates = wanted;
            _loading = DeployAsync(Generators, Describe(wanted), cancellationToken);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Changes no deployment, so it may run at the same time as one.</remarks>
    public async Task<string> RunKubectlAsync(ValueList<ValueList<string>> commands, string input, CancellationToken cancellationToken)
    {
        string output = Path.GetTempFileName();
        try
        {
            DocumentMap own = Texts(("kubectl_input", input), ("kubectl_output", output));
            DocumentEntry list = new("kubectl_commands", default, new DocumentList(commands.Select(words => new DocumentList(words.Select(word => new DocumentScalar(ScalarKind.Text, word))))));
            DocumentMap known = Find(_deployment.GetRecords(), Chaos)?.Vars ?? _deployment.Vars;
            await _deployment.RunAsync(Kubectl, new DocumentMap([.. known, .. own, list]), cancellationToken);
            return await File.ReadAllTextAsync(output, cancellationToken);
        }
        finally
        {
            File.Delete(output);
        }
    }

    /// <inheritdoc/>
    public async Task CleanUpAsync()
    {
        List<Problem> left = [];
        try
        {
            await TakeLoading();
        }
        catch (OperationCanceledException)
        {
            // The run was canceled, and the deployment with it.
        }
        catch (ScalewrightException failure)
        {
            left.AddRange(failure.Problems);
        }

        await RestoreAsync(Generators, _rates is not null, left);
        await RestoreAsync(Flink, _managers is not null, left);
        if (left.Count > 0)
        {
            throw new ProviderException("playbooks", left.ToValueList());
        }
    }

    /// <summary>Takes the running deployment, so that its failure is reported only once.</summary>
    private Task TakeLoading()
    {
        Task loading = _loading;
        _loading = Task.CompletedTask;
        return loading;
    }

    /// <summary>Flink may have been deployed by the playbook that deploys everything.</summary>
    private static DeploymentRecord? Find(IReadOnlyList<DeploymentRecord> records, string playbook) =>
        records.FirstOrDefault(record => record.Name == playbook) ?? (playbook == Flink ? records.FirstOrDefault(record => record.Name == All) : null);

    /// <summary>K3S has the names of the inventory, as its playbook writes them.</summary>
    private static ValueMap<string> FindNodes(PlatformFolder platforms, Experiment experiment)
    {
        ValueMap<ProvisionedHost> hosts = InventoryMachines.Of(platforms.FullPath, experiment).Hosts;
        return NodeClass.ExpandMachines(experiment.Nodes).Where(node => hosts.ContainsKey(node.Name)).Select(node => KeyValuePair.Create(node.Name, hosts[node.Name].Name.ToLowerInvariant().Replace('_', '-'))).ToValueMap();
    }

    private bool Has(string playbook) => _before.ContainsKey(playbook) || _experiment.Deployment.Any(step => step.Playbook == playbook || (playbook == Flink && step.Playbook == All));

    private DocumentMap Describe(ValueMap<double> rates) =>
        new([new DocumentEntry(List, default, new DocumentList(_experiment.Loads.Select(load => Generator(load, rates[load.Name]))))]);

    /// <summary>Equal task managers of one machine are a set, so that another number restarts none of the others.</summary>
    private DocumentMap DescribeSet(IGrouping<TaskManager, TaskManager> equal)
    {
        TaskManager one = equal.Key;
        string node = _nodes.GetValueOrDefault(one.Node) ?? throw Refuse($"no host is the machine '{TextEscaping.Escape(one.Node)}' of the experiment", "provision as many consumers of its kind, or use fewer nodes");
        string milliCpus = Math.Ceiling(one.Cpus * 1000).ToString(CultureInfo.InvariantCulture);
        return Texts(
            ("name", string.Create(CultureInfo.InvariantCulture, $"tm-{one.Slots}s-{milliCpus}m-{one.MemoryMiB}mi-{node}")),
            ("node", node),
            ("replicas", equal.Count().ToString(CultureInfo.InvariantCulture)),
            ("slots", one.Slots.ToString(CultureInfo.InvariantCulture)),
            ("cpus", $"{milliCpus}m"),
            ("memory", string.Create(CultureInfo.InvariantCulture, $"{one.MemoryMiB}Mi")),
            ("process_memory", string.Create(CultureInfo.InvariantCulture, $"{(int)(one.MemoryMiB * ProcessShare)}m")));
    }

    /// <summary>Each sensor sends one record per second.</summary>
    private static DocumentMap Generator(LoadSource load, double rate)
    {
        long sensors = (long)Math.Round(rate);
        return Texts(
            ("name", load.Name.Replace('_', '-')),
            ("use_case", "uc1"),
            ("topic", load.Topic),
            ("sensors", Math.Max(1, sensors).ToString(CultureInfo.InvariantCulture)),
            ("interval_ms", SecondMs.ToString(CultureInfo.InvariantCulture)),
            ("replicas", sensors > 0 ? "1" : "0"));
    }

    private async Task DeployAsync(string playbook, DocumentMap changes, CancellationToken cancellationToken)
    {
        DocumentMap known = Find(_deployment.GetRecords(), playbook)?.Vars ?? _deployment.Vars;
        await _deployment.DeployAsync(playbook, new DocumentMap(known.Where(entry => changes[entry.Key] is null).Concat(changes)), cancellationToken);
    }

    /// <summary>Restores a playbook that was deployed before the run. Own steps are cleaned up elsewhere.</summary>
    private async Task RestoreAsync(string playbook, bool isChanged, List<Problem> left)
    {
        if (!isChanged || !_before.TryGetValue(playbook, out DeploymentRecord? before))
        {
            return;
        }

        try
        {
            await _deployment.DeployAsync(playbook, before.Vars);
        }
        catch (ScalewrightException failure)
        {
            left.AddRange(failure.Problems);
        }
    }

    private static bool IsDue(double made, double wanted) => Math.Round(made) != Math.Round(wanted) && Math.Abs(wanted - made) >= Tolerance * Math.Max(made, 1);

    private static DocumentMap Texts(params (string Key, string Text)[] entries) => new(entries.Select(entry => new DocumentEntry(entry.Key, default, new DocumentScalar(ScalarKind.Text, entry.Text))));

    private static ProviderException Refuse(string found, string advice) => new("playbooks", [new Problem(ProblemCode.ConflictingFields, found, advice) { Source = Flink }]);
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Decisions;
using Scalewright.Decisions.Pools;
using Scalewright.Providers.Kubernetes.Pods;
using Scalewright.Randomness;
using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>A cluster that others keep: how much room its machines have, how large its workloads are, machines that are emptied, objects that are applied.</summary>
public sealed class KubernetesCluster : IDisposable
{
    private readonly KubernetesProviderOptions _options;
    private readonly ILogger _logger;
    private readonly ApiConnection _api;
    private readonly ClusterPods _pods;

    /// <summary>A cluster; nothing is asked yet.</summary>
    /// <param name="options">Where, who, and how long it is waited; what says how pods are made is not needed.</param>
    /// <param name="logger">Takes what becomes of machines, calls and their repetitions; null: nobody.</param>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    public KubernetesCluster(KubernetesProviderOptions options, ILogger<KubernetesCluster>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _logger = logger ?? NullLogger<KubernetesCluster>.Instance;
        _api = new ApiConnection(_options, options.Chance ?? new SystemChance(), _logger);
        _pods = new ClusterPods(_api.Client, _options.PageSize);
    }

    /// <summary>A workload of the namespace as something that has a size; an engine keeps it by <see cref="DecisionEngine.RunAsync(IScaledPool, TimeProvider, CancellationToken)"/>. Its size is written by the scale
    /// subresource, never over somebody else's change; who made it must be let do that (<c>get</c> of it, <c>get</c> and <c>update</c> of its scale).</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="machines">The pool of machines that its pods must be on, by labels, as in <c>pool=large</c>: it grows no further than there is room (<see cref="PoolReading.SizeMax"/>), as machines come and go. What a pod
    /// asks for and tolerates is read from its template. Null, the default: its size is not bounded; empty: all machines.</param>
    public IScaledPool Workload(WorkloadKind kind, string name, string? machines = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string space = _options.Access.Namespace;
        return new KubernetesWorkload(_api.Client, space, kind, name, machines is null ? null : new WorkloadRoom(_pods, space, machines));
    }

    /// <summary>Pools of machines as clouds of an engine (<see cref="DecisionEngineBuilder.UseRoom"/>): a cloud is named like a value of a label of machines, and the one without a name is all machines.</summary>
    /// <param name="hardware">Hardware of each node, of which its pod requests what the options say.</param>
    /// <param name="label">The label, as <see cref="KubernetesProviderOptions.CloudLabel"/> of the provider that makes the nodes; default that of zones.</param>
    /// <param name="tolerations">The taints that nodes do not mind; null, the default: they mind all.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has no processors or no memory.</exception>
    public ICloudRoom Pools(NodeHardware hardware, string label = PodView.ZoneLabel, ValueList<KubernetesToleration>? tolerations = null)
    {
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.Cpus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.MemoryMiB, 1);
        return new PoolRoom(_pods, label, PodSize.RequestOf(hardware, _options), tolerations ?? []);
    }

    /// <summary>The machines, and the room that pods of all namespaces leave on them.</summary>
    /// <param name="selector">Which machines, by labels, as in <c>pool=large</c>; empty, the default: all.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="ProviderException">The cluster refuses, or does not answer.</exception>
    public async Task<ValueList<KubernetesMachine>> ListMachinesAsync(string selector = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return await ToldAsync(async () => (await ClusterMachines.LookAsync(_pods, selector, cancellationToken)).Machines);
    }

    /// <summary>Empties a machine: it takes no new pods, and those that are there go as far as their budgets allow. Those that every machine has one of, and those that it keeps by itself, stay.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="options">How long, and what may be lost; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting; what was asked to go goes, and the machine takes no new pods. Before the first was asked, the machine is left as it was.</param>
    /// <returns>The pods that went, as NAMESPACE/NAME.</returns>
    /// <exception cref="ProviderException">Pods or their data would be lost (then none was asked to go), or did not go in time (each is told with what holds it, and the machine takes no new pods); or the cluster refuses: before the first pod was asked to go, the machine takes pods again as it did; else it is told that it does not.</exception>
    public async Task<ValueList<string>> DrainAsync(string machine, DrainOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(machine);
        DrainOptions drain = (options ?? new DrainOptions()).Checked();
        return await ToldAsync(() => new MachineDrain(_api.Client, _pods, _options, drain, _logger).RunAsync(machine, cancellationToken));
    }

    /// <summary>Lets a machine take pods again.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ProviderException">There is none of this name, or the cluster refuses.</exception>
    public async Task UncordonAsync(string machine, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(machine);
        await ToldAsync(() => new MachineDrain(_api.Client, _pods, _options, new DrainOptions(), _logger).CordonAsync(machine, isCordoned: false, cancellationToken));
    }

    /// <summary>Makes an object as it is described, or changes what of it the description names, on the server ("server-side apply"): fields that others set stay theirs.</summary>
    /// <param name="json">The object, with <c>apiVersion</c>, <c>kind</c> and <c>metadata.name</c>; without a namespace it goes into that of the options.</param>
    /// <param name="takesOver">Whether fields that others set are taken from them; default false: they are told.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The object as it is then.</returns>
    /// <exception cref="FormatException">It is no object of Kubernetes.</exception>
    /// <exception cref="ProviderException">The cluster knows no such kind, others set some of its fields (each is told), or the cluster refuses.</exception>
    public async Task<string> ApplyAsync(string json, bool takesOver = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        return await ToldAsync(() => new ObjectShelf(_api.Client, _options.Access.Namespace).ApplyAsync(json, takesOver, cancellationToken));
    }

    /// <summary>Removes an object, and what belongs to it.</summary>
    /// <param name="json">The object; more than its kind and name is not looked at.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="FormatException">It is no object of Kubernetes.</exception>
    /// <exception cref="ProviderException">The cluster knows no such kind, or refuses.</exception>
    public async Task<bool> DeleteAsync(string json, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        return await ToldAsync(() => new ObjectShelf(_api.Client, _options.Access.Namespace).DeleteAsync(json, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _api.Dispose();

    private static async Task<T> ToldAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiException failure)
        {
            throw KubernetesProblems.Exception(failure);
        }
    }
}

/// <summary>Pools of machines as clouds of an engine: the value of a label is the name of the cloud.</summary>
internal sealed class PoolRoom(
    ClusterPods pods, string label, PodSize request, ValueList<KubernetesToleration> tolerations) : ICloudRoom
{
    private const decimal Milli = 1000;

    public async Task<ValueMap<int>> ReadAsync(ValueList<string> clouds, CancellationToken cancellationToken)
    {
        try
        {
            ClusterMachines there = await ClusterMachines.LookAsync(pods, "", cancellationToken);
            return clouds.Select(cloud => KeyValuePair.Create(cloud, RoomOf(there, cloud))).ToValueMap();
        }
        catch (ApiException failure)
        {
            throw KubernetesProblems.Exception(failure);
        }
    }

    // Pods that have no machine yet will take one; the cloud without a name is all machines.
    private int RoomOf(ClusterMachines there, string cloud)
    {
        long room = there.Machines
            .Where(machine => cloud.Length == 0 || machine.Labels.GetValueOrDefault(label) == cloud)
            .Sum(machine => (long)machine.RoomFor(request.CpuMilli / Milli, request.MemoryMiB, tolerations));
        int waiting = there.Pods.Count(pod => IsWaiting(pod) && (pod.Spec?.NodeSelector?.GetValueOrDefault(label) ?? "") == cloud);
        return (int)Math.Clamp(room - waiting, 0, int.MaxValue);
    }

    private static bool IsWaiting(Pod pod) => string.IsNullOrEmpty(pod.Spec?.NodeName) && pod.Metadata?.DeletionTimestamp is null;
}

/// <summary>A deployment, stateful set or replica set as something that has a size: an engine keeps it by its scale subresource, and its controller makes and ends its pods.</summary>
internal sealed class KubernetesWorkload(ApiClient client, string space, WorkloadKind kind, string name, WorkloadRoom? room) : IScaledPool
{
    private const int TurnsMax = 10;
    private readonly string _path = $"apis/apps/v1/namespaces/{Uri.EscapeDataString(space)}/{WordOf(kind)}/{Uri.EscapeDataString(name)}";

    public string Name { get; } = $"{WordOf(kind)}/{name}";

    public async Task<PoolReading> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            Workload workload = await client.GetAsync(_path, KubernetesJson.Default.Workload, cancellationToken);

            // Kubernetes API reference: a size that nobody set is 1.
            int wanted = workload.Spec?.Replicas ?? 1;
            int ready = Math.Min(workload.Status?.ReadyReplicas ?? 0, wanted);
            return new PoolReading(ready, wanted - ready) { SizeMax = room is null ? null : await room.ReadAsync(workload, cancellationToken) };
        }
        catch (ApiException failure)
        {
            throw KubernetesProblems.Exception(failure);
        }
    }

    public async Task ResizeAsync(int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        try
        {
            for (int turn = 1; !await TryResizeAsync(size, isLast: turn == TurnsMax, cancellationToken); turn++)
            {
                // Somebody changed it between look and change.
            }
        }
        catch (ApiException failure)
        {
            throw KubernetesProblems.Exception(failure);
        }
    }

    private async Task<bool> TryResizeAsync(int size, bool isLast, CancellationToken cancellationToken)
    {
        string path = $"{_path}/scale";
        Scale scale = await client.GetAsync(path, KubernetesJson.Default.Scale, cancellationToken);
        if (scale.Spec?.Replicas == size)
        {
            return true;
        }

        try
        {
            Scale wanted = new() { Metadata = new ObjectMeta { Name = name, Namespace = space, Uid = scale.Metadata?.Uid, ResourceVersion = scale.Metadata?.ResourceVersion }, Spec = new ScaleSpec { Replicas = size } };
            await client.CallAsync(HttpMethod.Put, path, ApiBody.Of(wanted, KubernetesJson.Default.Scale), KubernetesJson.Default.Scale, cancellationToken);
            return true;
        }
        catch (ApiException changed) when (changed.Status == 409 && !isLast)
        {
            return false;
        }
    }

    private static string WordOf(WorkloadKind kind) => kind switch
    {
        WorkloadKind.Deployment => "deployments",
        WorkloadKind.StatefulSet => "statefulsets",
        WorkloadKind.ReplicaSet => "replicasets",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind.ToString(), string.Create(CultureInfo.InvariantCulture, $"{(int)kind} is no kind of workload.")),
    };
}

/// <summary>The room that pods of a workload have in a pool of machines.</summary>
/// <param name="pods">Where pods and machines are asked for.</param>
internal sealed class WorkloadRoom(ClusterPods pods, string space, string selector)
{
    /// <summary>How many pods it may have: those that are in the pool, and those that still find room there.</summary>
    public async Task<int> ReadAsync(Workload workload, CancellationToken cancellationToken)
    {
        ClusterMachines there = await ClusterMachines.LookAsync(pods, selector, cancellationToken);
        PodSpec? spec = workload.Spec?.Template?.Spec;
        decimal cpus = PodRequests.Of(spec, ClusterMachines.Cpu);
        decimal memory = PodRequests.Of(spec, ClusterMachines.Memory) / ClusterMachines.BytesPerMiB;
        ValueList<KubernetesToleration> tolerations = (spec?.Tolerations ?? []).Select(KubernetesToleration.Of).ToValueList();
        HashSet<string> working = there.Machines.Where(machine => machine.IsReady).Select(machine => machine.Name).ToHashSet(StringComparer.Ordinal);
        long own = there.Pods.Count(pod => IsOwn(workload, pod) && working.Contains(pod.Spec?.NodeName ?? ""));
        return (int)Math.Min(int.MaxValue, own + there.Machines.Sum(machine => (long)machine.RoomFor(cpus, memory, tolerations)));
    }

    private bool IsOwn(Workload workload, Pod pod) =>
        pod.Metadata is { DeletionTimestamp: null } meta && meta.Namespace == space && workload.Spec?.Selector?.Matches(meta.Labels) == true;
}

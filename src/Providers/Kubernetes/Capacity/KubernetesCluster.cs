using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Decisions;
using Scalewright.Decisions.Pools;
using Scalewright.Providers.Kubernetes.Pods;
using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Client of an existing cluster: machine capacity and workload sizes.</summary>
public sealed class KubernetesCluster : IDisposable
{
    private readonly KubernetesOptions _options;
    private readonly ApiConnection _api;
    private readonly ClusterPods _pods;

    /// <summary>Creates a client. Sends no request yet.</summary>
    /// <param name="options">Connection and timeouts. Options for the creation of pods are used only to compute their
    /// resource requests.</param>
    /// <param name="logger">Logger of requests and retries; null to disable logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public KubernetesCluster(KubernetesOptions options, ILogger<KubernetesCluster>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _api = new ApiConnection(_options, options.Random ?? new SystemRandom(), logger ?? NullLogger<KubernetesCluster>.Instance);
        _pods = new ClusterPods(_api.Client, _options.PageSize);
    }

    /// <summary>
    /// Returns a workload of the namespace as a scaled pool, whose size a decision engine maintains with
    /// <see cref="DecisionEngine.RunAsync(IScaledPool, TimeProvider, CancellationToken)"/>. The size is written with
    /// the scale subresource and never overwrites a concurrent change. Required permissions: <c>get</c> on the
    /// workload, <c>get</c> and <c>update</c> on its scale.
    /// </summary>
    /// <param name="kind">Kind of the workload.</param>
    /// <param name="name">Name of the workload.</param>
    /// <param name="machines">Label selector of the machines that the pods must run on, for example <c>pool=large</c>.
    /// The workload is scaled out only up to their capacity (<see cref="PoolObservation.MaxSize"/>), which changes with
    /// the machines. Requests and tolerations are read from the pod template. Null, the default, sets no bound; empty
    /// selects all machines.</param>
    public IScaledPool GetWorkload(WorkloadKind kind, string name, string? machines = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string namespaceName = _options.Client.Namespace;
        return new KubernetesWorkload(
            _api.Client,
            namespaceName,
            kind,
            name,
            machines is null ? null : new WorkloadCapacity(_pods, namespaceName, machines)
        );
    }

    /// <summary>
    /// Returns the free capacity of machine pools, which are the clouds of a decision engine
    /// (<see cref="DecisionEngineBuilder.UseCloudCapacity"/>). The name of a cloud is a value of a machine label; the
    /// cloud without a name contains all machines.
    /// </summary>
    /// <param name="hardware">Hardware of each node. Its pod requests the share that the options define.</param>
    /// <param name="label">Machine label. Use the <see cref="KubernetesOptions.CloudLabel"/> of the provider
    /// that creates the nodes. Default: the zone label.</param>
    /// <param name="tolerations">Taints that nodes tolerate. Null, the default, tolerates none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The hardware has no processors or no memory.</exception>
    /// <example>
    /// Computes how many more nodes with two processors fit on the machines with the labels <c>pool=large</c> and
    /// <c>pool=spare</c>:
    /// <code>
    /// KubernetesOptions options = new(KubernetesClientOptions.FromKubeconfig());
    /// using KubernetesCluster cluster = new(options);
    /// ICloudCapacity pools = cluster.GetNodePools(new NodeHardware { Cpus = 2, MemoryMiB = 4096 }, label: "pool");
    /// foreach ((string pool, int room) in await pools.ReadAsync(["large", "spare"], CancellationToken.None))
    ///     Console.WriteLine($"{pool} has room for {room} more nodes");
    /// </code>
    /// </example>
    public ICloudCapacity GetNodePools(
        NodeHardware hardware,
        string label = PodResourceMapper.ZoneLabel,
        ValueList<KubernetesToleration>? tolerations = null
    )
    {
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.Cpus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hardware.MemoryMiB, 1);
        return new NodePoolCapacity(_pods, label, PodSize.GetRequest(hardware, _options), tolerations ?? []);
    }

    /// <summary>Lists machines with the capacity that pods of all namespaces leave free.</summary>
    /// <param name="selector">Label selector of the machines, for example <c>pool=large</c>. Empty, the default,
    /// selects all.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ProviderException">The cluster rejects the request or does not respond.</exception>
    public async Task<ValueList<KubernetesNode>> ListNodesAsync(string selector = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return (await KubernetesProblems.ConvertAsync(() => ClusterNodes.ObserveAsync(_pods, selector, cancellationToken))).Machines;
    }

    /// <inheritdoc/>
    public void Dispose() => _api.Dispose();
}

internal sealed class NodePoolCapacity(ClusterPods pods, string label, PodSize request, ValueList<KubernetesToleration> tolerations)
    : ICloudCapacity
{
    private const decimal Milli = 1000;

    public async Task<ValueMap<int>> ReadAsync(ValueList<string> clouds, CancellationToken cancellationToken)
    {
        ClusterNodes nodes = await KubernetesProblems.ConvertAsync(() => ClusterNodes.ObserveAsync(pods, "", cancellationToken));
        return clouds.Select(cloud => KeyValuePair.Create(cloud, GetCapacity(nodes, cloud))).ToValueMap();
    }

    // Subtracts unscheduled pods, because they will use capacity. The cloud without a name contains all machines.
    private int GetCapacity(ClusterNodes nodes, string cloud)
    {
        long capacity = nodes
            .Machines.Where(machine => cloud.Length == 0 || machine.Labels.GetValueOrDefault(label) == cloud)
            .Sum(machine => (long)machine.GetCapacityFor(request.CpuMilli / Milli, request.MemoryMiB, tolerations));
        int waiting = nodes.Pods.Count(pod => IsWaiting(pod) && (pod.Spec?.NodeSelector.Find(label) ?? "") == cloud);
        return (int)Math.Clamp(capacity - waiting, 0, int.MaxValue);
    }

    private static bool IsWaiting(V1Pod pod) => string.IsNullOrEmpty(pod.Spec?.NodeName) && pod.Metadata?.DeletionTimestamp is null;
}

/// <summary>A workload as a scaled pool. Only the size is set; the controller creates and deletes the pods.</summary>
internal sealed class KubernetesWorkload(ApiClient client, string namespaceName, WorkloadKind kind, string name, WorkloadCapacity? capacity)
    : IScaledPool
{
    private const int MaxTurns = 10;
    private readonly string _path =
        $"apis/apps/v1/namespaces/{Uri.EscapeDataString(namespaceName)}/{GetPlural(kind)}/{Uri.EscapeDataString(name)}";

    public string Name { get; } = $"{GetPlural(kind)}/{name}";

    public Task<PoolObservation> ObserveAsync(CancellationToken cancellationToken) =>
        KubernetesProblems.ConvertAsync(async () =>
        {
            // The other kinds of workloads have the same fields.
            V1Deployment workload = await client.GetAsync<V1Deployment>(_path, cancellationToken);

            // Kubernetes API reference: the default size is 1.
            int desired = workload.Spec?.Replicas ?? 1;
            int ready = Math.Min(workload.Status?.ReadyReplicas ?? 0, desired);
            return new PoolObservation(ready, desired - ready)
            {
                MaxSize = capacity is null ? null : await capacity.ReadAsync(workload, cancellationToken),
            };
        });

    public async Task ResizeAsync(int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        try
        {
            for (int turn = 1; !await TryResizeAsync(size, isLast: turn == MaxTurns, cancellationToken); turn++)
            {
                // The object was changed between reading and writing it.
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
        V1Scale scale = await client.GetAsync<V1Scale>(path, cancellationToken);
        if (scale.Spec?.Replicas == size)
        {
            return true;
        }

        try
        {
            V1Scale desired = new()
            {
                ApiVersion = "autoscaling/v1",
                Kind = V1Scale.KubeKind,
                Metadata = new V1ObjectMeta
                {
                    Name = name,
                    NamespaceProperty = namespaceName,
                    Uid = scale.Metadata?.Uid,
                    ResourceVersion = scale.Metadata?.ResourceVersion,
                },
                Spec = new V1ScaleSpec { Replicas = size },
            };
            await client.CallAsync<V1Scale>(HttpMethod.Put, path, ApiClient.ToBody(desired), cancellationToken);
            return true;
        }
        catch (ApiException failure) when (failure.Status == 409 && !isLast)
        {
            return false;
        }
    }

    private static string GetPlural(WorkloadKind kind) =>
        kind switch
        {
            WorkloadKind.Deployment => "deployments",
            WorkloadKind.StatefulSet => "statefulsets",
            WorkloadKind.ReplicaSet => "replicasets",
            _ => throw new ArgumentOutOfRangeException(
                nameof(kind),
                kind.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{(int)kind} is not a kind of workload.")
            ),
        };
}

/// <summary>Computes the capacity for the pods of a workload in a pool of machines.</summary>
internal sealed class WorkloadCapacity(ClusterPods pods, string namespaceName, string selector)
{
    /// <summary>Returns the maximum number of pods: those that run in the pool plus those that still fit.</summary>
    public async Task<int> ReadAsync(V1Deployment workload, CancellationToken cancellationToken)
    {
        ClusterNodes nodes = await ClusterNodes.ObserveAsync(pods, selector, cancellationToken);
        V1PodSpec? spec = workload.Spec?.Template?.Spec;
        decimal cpus = PodRequests.GetTotal(spec, ClusterNodes.Cpu);
        decimal memory = PodRequests.GetTotal(spec, ClusterNodes.Memory) / ClusterNodes.BytesPerMiB;
        ValueList<KubernetesToleration> tolerations = (spec?.Tolerations ?? []).Select(KubernetesToleration.From).ToValueList();
        HashSet<string> working = nodes
            .Machines.Where(machine => machine.IsReady)
            .Select(machine => machine.Name)
            .ToHashSet(StringComparer.Ordinal);
        long ownPodCount = nodes.Pods.Count(pod => IsOwn(workload, pod) && working.Contains(pod.Spec?.NodeName ?? ""));
        return (int)
            Math.Min(int.MaxValue, ownPodCount + nodes.Machines.Sum(machine => (long)machine.GetCapacityFor(cpus, memory, tolerations)));
    }

    private bool IsOwn(V1Deployment workload, V1Pod pod) =>
        pod.Metadata is { DeletionTimestamp: null } meta
        && meta.NamespaceProperty == namespaceName
        && workload.Spec?.Selector is { } selector
        && selector.MatchLabels?.All(label => meta.Labels.Find(label.Key) == label.Value) != false
        && selector.MatchExpressions?.All(rule => IsMet(rule, meta.Labels.Find(rule.Key))) != false;

    private static bool IsMet(V1LabelSelectorRequirement rule, string? found)
    {
        bool isListed = found is not null && rule.Values?.Contains(found, StringComparer.Ordinal) == true;
        return rule.OperatorProperty switch
        {
            "In" => isListed,
            "NotIn" => !isListed,
            "Exists" => found is not null,
            "DoesNotExist" => found is null,
            _ => false,
        };
    }
}

/// <summary>Kind of a scalable workload.</summary>
public enum WorkloadKind
{
    /// <summary>Deployment.</summary>
    Deployment,

    /// <summary>Stateful set.</summary>
    StatefulSet,

    /// <summary>Replica set.</summary>
    ReplicaSet,
}

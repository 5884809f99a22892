using System.Globalization;
using Scalewright.Decisions.Pools;
using Scalewright.Providers.Kubernetes.Client;
using Scalewright.Providers.Kubernetes.Wire;

namespace Scalewright.Providers.Kubernetes.Capacity;

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

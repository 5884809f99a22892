using Scalewright.Providers.Kubernetes.Wire;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>The room that pods of a workload have in a pool of machines.</summary>
/// <param name="pods">Where pods and machines are asked for.</param>
/// <param name="space">The workload's namespace.</param>
/// <param name="selector">The pool, by labels of machines.</param>
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

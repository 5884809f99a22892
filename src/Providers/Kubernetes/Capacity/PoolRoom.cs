using Scalewright.Decisions;
using Scalewright.Providers.Kubernetes.Client;
using Scalewright.Providers.Kubernetes.Pods;
using Scalewright.Providers.Kubernetes.Wire;

namespace Scalewright.Providers.Kubernetes.Capacity;

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

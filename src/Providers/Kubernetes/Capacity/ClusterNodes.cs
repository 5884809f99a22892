namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Machines with their free capacity, and the pods that use capacity.</summary>
/// <param name="Pods">Pods of all namespaces that have not ended, including unscheduled pods.</param>
internal sealed record ClusterNodes(ValueList<KubernetesNode> Machines, ValueList<V1Pod> Pods)
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const decimal BytesPerMiB = 1024 * 1024;

    public static async Task<ClusterNodes> ObserveAsync(ClusterPods pods, string selector, CancellationToken cancellationToken)
    {
        ValueList<V1Node> machines = await pods.ListMachinesAsync(selector, cancellationToken);
        ValueList<V1Pod> active = (await pods.ListAsync(cancellationToken))
            .Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed"))
            .ToValueList();
        ILookup<string, V1Pod> byNode = active.ToLookup(pod => pod.Spec?.NodeName ?? "", StringComparer.Ordinal);
        return new ClusterNodes(machines.Select(machine => Read(machine, [.. byNode[machine.Metadata?.Name ?? ""]])).ToValueList(), active);
    }

    private static KubernetesNode Read(V1Node machine, ValueList<V1Pod> pods)
    {
        IDictionary<string, ResourceQuantity>? can = machine.Status?.Allocatable;
        return new KubernetesNode(machine.Metadata?.Name ?? "")
        {
            Labels = machine.Metadata?.Labels?.ToValueMap() ?? ValueMap<string>.Empty,
            IsReady = machine.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true,
            IsSchedulable = machine.Spec?.Unschedulable != true,
            Taints = (machine.Spec?.Taints ?? [])
                .Select(taint => new KubernetesTaint(taint.Key ?? "", taint.Value ?? "", taint.Effect ?? ""))
                .ToValueList(),
            Cpus = PodRequests.Amount(can, Cpu),
            MemoryMiB = PodRequests.Amount(can, Memory) / BytesPerMiB,
            MaxPods = (int)Math.Min(int.MaxValue, PodRequests.Amount(can, "pods")),
            CpusRequested = pods.Sum(pod => PodRequests.GetTotal(pod.Spec, Cpu)),
            MemoryRequestedMiB = pods.Sum(pod => PodRequests.GetTotal(pod.Spec, Memory)) / BytesPerMiB,
            PodCount = pods.Count,
        };
    }
}

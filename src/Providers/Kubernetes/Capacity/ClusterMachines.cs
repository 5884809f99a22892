namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Machines with their free capacity, and the pods that use the rest.</summary>
/// <param name="Pods">Pods of all namespaces that have not ended, on any machine or unscheduled.</param>
internal sealed record ClusterMachines(ValueList<KubernetesMachine> Machines, ValueList<Pod> Pods)
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const decimal BytesPerMiB = 1024 * 1024;

    public static async Task<ClusterMachines> LookAsync(ClusterPods pods, string selector, CancellationToken cancellationToken)
    {
        ValueList<Machine> machines = await pods.ListMachinesAsync(selector, cancellationToken);
        ValueList<Pod> there = (await pods.ListAsync(null, cancellationToken)).Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed")).ToValueList();
        ILookup<string, Pod> placed = there.ToLookup(pod => pod.Spec?.NodeName ?? "", StringComparer.Ordinal);
        return new ClusterMachines(machines.Select(machine => Read(machine, [.. placed[machine.Metadata?.Name ?? ""]])).ToValueList(), there);
    }

    private static KubernetesMachine Read(Machine machine, ValueList<Pod> pods)
    {
        Dictionary<string, string> can = machine.Status?.Allocatable ?? [];
        return new KubernetesMachine(machine.Metadata?.Name ?? "")
        {
            Labels = (machine.Metadata?.Labels ?? []).ToValueMap(),
            IsReady = machine.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true,
            TakesPods = machine.Spec?.Unschedulable != true,
            Taints = (machine.Spec?.Taints ?? []).Select(taint => new KubernetesTaint(taint.Key ?? "", taint.Value ?? "", taint.Effect ?? "")).ToValueList(),
            Cpus = PodRequests.Amount(can, Cpu),
            MemoryMiB = PodRequests.Amount(can, Memory) / BytesPerMiB,
            PodsMax = (int)Math.Min(int.MaxValue, PodRequests.Amount(can, "pods")),
            CpusTaken = pods.Sum(pod => PodRequests.Of(pod.Spec, Cpu)),
            MemoryTakenMiB = pods.Sum(pod => PodRequests.Of(pod.Spec, Memory)) / BytesPerMiB,
            Pods = pods.Count,
        };
    }
}

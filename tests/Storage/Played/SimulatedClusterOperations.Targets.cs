namespace Storage.Operations.Tests;

// The high-availability clusters.
internal abstract partial class SimulatedClusterOperations
{
    public Task<string?> FindTargetServerAsync(string label, CancellationToken cancellationToken = default) =>
        Task.FromResult(cluster.Availability.GetState(ClusterOf(label)).Targets[label].CurrentNode);

    public Task StartTargetAsync(string label, CancellationToken cancellationToken = default) =>
        ApplyAsync(ClusterOf(label), HaEvent.Start(label), label, cancellationToken);

    public Task StopTargetAsync(string label, CancellationToken cancellationToken = default) =>
        ApplyAsync(ClusterOf(label), HaEvent.Stop(label), label, cancellationToken);

    public Task FailoverAsync(string label, CancellationToken cancellationToken = default) =>
        ApplyAsync(ClusterOf(label), HaEvent.Failover(label), label, cancellationToken);

    public Task FailbackAsync(string label, CancellationToken cancellationToken = default) =>
        ApplyAsync(ClusterOf(label), HaEvent.Failback(label), label, cancellationToken);

    public Task SetStandbyAsync(string server, bool isOn, CancellationToken cancellationToken = default)
    {
        StorageServer known = cluster.Servers.Get(server);
        return ApplyAsync(known.Cluster, HaEvent.Standby(known.Name.Node, isOn), server, cancellationToken);
    }

    private async Task ApplyAsync(int number, HaEvent happening, string subject, CancellationToken cancellationToken)
    {
        HaResult outcome = await cluster.Availability.ApplyAsync(number, happening, cancellationToken);
        if (outcome.Rejection != HaRejection.None)
        {
            throw Refused(
                ProblemCode.ConflictingFields,
                subject,
                $"'{happening}' was refused: {outcome.Rejection}",
                "see which of its nodes are online"
            );
        }
    }

    private int ClusterOf(string label)
    {
        foreach (int number in cluster.Availability.ClusterNumbers)
        {
            if (cluster.Availability.GetState(number).Targets.ContainsKey(label))
            {
                return number;
            }
        }

        throw Refused(ProblemCode.UnknownReference, label, "is not a target of high availability", "create its file system first");
    }
}

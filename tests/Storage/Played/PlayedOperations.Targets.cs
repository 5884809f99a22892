namespace Storage.Operations.Tests;

// The high-availability clusters.
internal abstract partial class PlayedOperations
{
    public Task<string?> PlaceOfAsync(string label, CancellationToken cancellationToken = default) => Task.FromResult(cluster.Availability.Of(ClusterOf(label)).Targets[label].Place);

    public Task StartTargetAsync(string label, CancellationToken cancellationToken = default) => ApplyAsync(ClusterOf(label), HaEvent.Start(label), label, cancellationToken);

    public Task StopTargetAsync(string label, CancellationToken cancellationToken = default) => ApplyAsync(ClusterOf(label), HaEvent.Stop(label), label, cancellationToken);

    public Task FailOverAsync(string label, CancellationToken cancellationToken = default) => ApplyAsync(ClusterOf(label), HaEvent.Failover(label), label, cancellationToken);

    public Task FailBackAsync(string label, CancellationToken cancellationToken = default) => ApplyAsync(ClusterOf(label), HaEvent.Failback(label), label, cancellationToken);

    public Task StandbyAsync(string server, bool isOn, CancellationToken cancellationToken = default)
    {
        Server known = cluster.Servers.Of(server);
        return ApplyAsync(known.Cluster, HaEvent.Standby(known.Name.Node, isOn), server, cancellationToken);
    }

    private async Task ApplyAsync(int number, HaEvent happening, string subject, CancellationToken cancellationToken)
    {
        HaOutcome outcome = await cluster.Availability.ApplyAsync(number, happening, cancellationToken);
        if (outcome.Refusal != HaRefusal.None)
        {
            throw Refused(ProblemCode.Conflict, subject, $"'{happening}' was refused: {outcome.Refusal}", "see which of its nodes are online");
        }
    }

    private int ClusterOf(string label)
    {
        foreach (int number in cluster.Availability.Numbers)
        {
            if (cluster.Availability.Of(number).Targets.ContainsKey(label))
            {
                return number;
            }
        }

        throw Refused(ProblemCode.UnknownReference, label, "is no target of high availability", "create its file system first");
    }
}

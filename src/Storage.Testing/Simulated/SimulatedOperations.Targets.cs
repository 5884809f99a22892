using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Servers;

namespace Scalewright.Storage.Testing.Simulated;

// The high-availability clusters.
internal sealed partial class SimulatedOperations
{
    public Task<string?> PlaceOfAsync(string label, CancellationToken cancellationToken = default) => Task.FromResult(_cluster.Availability.Of(ClusterOf(label)).Targets[label].Place);

    public Task StartTargetAsync(string label, CancellationToken cancellationToken = default) => ApplyAsync(ClusterOf(label), HaEvent.Start(label), label, cancellationToken);

    public Task StopTargetAsync(string label, CancellationToken cancellationToken = default) => ApplyAsync(ClusterOf(label), HaEvent.Stop(label), label, cancellationToken);

    public Task FailOverAsync(string label, CancellationToken cancellationToken = default) => ApplyAsync(ClusterOf(label), HaEvent.Failover(label), label, cancellationToken);

    public Task FailBackAsync(string label, CancellationToken cancellationToken = default) => ApplyAsync(ClusterOf(label), HaEvent.Failback(label), label, cancellationToken);

    public Task StandbyAsync(string server, bool isOn, CancellationToken cancellationToken = default)
    {
        Server known = _cluster.Servers.Of(server);
        return ApplyAsync(known.Cluster, HaEvent.Standby(known.Name.Node, isOn), server, cancellationToken);
    }

    private async Task ApplyAsync(int cluster, HaEvent happening, string subject, CancellationToken cancellationToken)
    {
        HaOutcome outcome = await _cluster.Availability.ApplyAsync(cluster, happening, cancellationToken);
        if (outcome.Refusal != HaRefusal.None)
        {
            throw Refused(ProblemCode.Conflict, subject, $"'{happening}' was refused: {outcome.Refusal}", "see which of its nodes are online");
        }
    }

    private int ClusterOf(string label)
    {
        foreach (int cluster in _cluster.Availability.Numbers)
        {
            if (_cluster.Availability.Of(cluster).Targets.ContainsKey(label))
            {
                return cluster;
            }
        }

        throw Refused(ProblemCode.UnknownReference, label, "is no target of high availability", "create its file system first");
    }
}

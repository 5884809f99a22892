using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Availability;

/// <summary>High-availability clusters of the servers.</summary>
public sealed class HaClusters
{
    private const int EventsKept = 1_000;
    private readonly StorageStore _store;
    private readonly TimeProvider _clock;
    private readonly Queue<PlacementEvent> _events = new();

    internal HaClusters(StorageStore store, TimeProvider clock) => (_store, _clock) = (store, clock);

    /// <summary>Last 1,000 moves of targets, oldest first.</summary>
    public ValueList<PlacementEvent> RecentMoves => _store.Read(_ => _events.ToValueList());

    /// <summary>Numbers of all clusters.</summary>
    public ValueList<int> ClusterNumbers => _store.Read(tables => tables.Clusters.Keys.Order().ToValueList());

    /// <summary>Returns the state of a cluster; an unknown cluster has no members.</summary>
    /// <param name="cluster">Number of the cluster.</param>
    public HaState GetState(int cluster) => _store.Read(tables => tables.GetCluster(cluster));

    internal ValueList<HaTarget> InOrder(int cluster) => _store.Read(tables => tables.TargetsInOrder(cluster).ToValueList());

    /// <summary>Applies an event to a cluster.</summary>
    /// <param name="cluster">Number of the cluster.</param>
    /// <param name="haEvent">Event to apply.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <returns>The outcome, including rejections.</returns>
    public Task<HaResult> ApplyAsync(int cluster, HaEvent haEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(haEvent);
        return _store.ChangeAsync(
            tables =>
            {
                HaState before = tables.GetCluster(cluster);
                HaResult outcome = FailoverModel.Apply(before, haEvent, tables.Setup.Rules);
                Remember(cluster, outcome);
                StorageChange? change = ReferenceEquals(outcome.State, before)
                    ? null
                    : new StorageChange { Clusters = [ClusterDelta.Create(cluster, before, haEvent, outcome)] };
                return (change, outcome);
            },
            cancellationToken
        );
    }

    private void Remember(int cluster, HaResult outcome)
    {
        foreach (HaMove move in outcome.Moves)
        {
            if (_events.Count == EventsKept)
            {
                _events.Dequeue();
            }

            _events.Enqueue(new PlacementEvent(_clock.GetUtcNow(), cluster, move));
        }
    }
}

/// <summary>Move of a target to another server.</summary>
/// <param name="Timestamp">Time of the move.</param>
/// <param name="Cluster">Number of the high-availability cluster.</param>
/// <param name="Move">Source, destination and reason.</param>
public sealed record PlacementEvent(DateTimeOffset Timestamp, int Cluster, HaMove Move);

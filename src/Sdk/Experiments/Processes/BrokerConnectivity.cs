using Scalewright.Agents;
using Scalewright.Clusters;

namespace Scalewright.Experiments.Processes;

/// <summary>
/// Monitors whether a machine reaches the broker. It polls the worker in parallel to the run, because control
/// connections may use a different network than records. A machine without a connection for the job's heartbeat timeout
/// is cut off until it reconnects and has dropped its earlier work.
/// </summary>
internal sealed class BrokerConnectivity(IStreamWorker worker, BrokerEndpoint broker, TimeSpan heartbeat, TimeProvider clock)
{
    private Task<Reachability>? _query;
    private Task<bool>? _reconnect;
    private long _queriedAt;
    private long? _unresponsiveSince;

    /// <summary>Indicates whether the last poll did not reach the broker.</summary>
    public bool IsUnresponsive => _unresponsiveSince is not null;

    /// <summary>Indicates whether the machine counts as lost.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Processes the result of the last poll, if any, and starts the next one. Does not wait.</summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (_reconnect is { IsCompleted: true } returned)
        {
            _reconnect = null;
            IsCutOff = !await returned;
        }

        if (_query is { IsCompleted: false })
        {
            return;
        }

        if (_query is { } question)
        {
            Judge(await question);
            _reconnect ??= IsCutOff && !IsUnresponsive ? ReconnectAsync(cancellationToken) : null;
        }

        _queriedAt = clock.GetTimestamp();
        _query = QueryAsync(_queriedAt, cancellationToken);
    }

    /// <summary>Measures the time from the first failed poll to the start of the last, all of it certainly
    /// disconnected.</summary>
    private void Judge(Reachability reachability)
    {
        switch (reachability)
        {
            case Reachability.Reachable:
                _unresponsiveSince = null;
                break;
            case Reachability.Unreachable:
                _unresponsiveSince ??= _queriedAt;
                IsCutOff |= clock.GetElapsedTime(_unresponsiveSince.Value, _queriedAt) >= heartbeat;
                break;
            default:
                break;
        }
    }

    private async Task<Reachability> QueryAsync(long queriedAt, CancellationToken cancellationToken)
    {
        try
        {
            bool reaches = await worker.ReachAsync(broker, heartbeat / 2, cancellationToken);
            if (reaches)
            {
                return Reachability.Reachable;
            }

            return clock.GetElapsedTime(queriedAt) < heartbeat ? Reachability.Unreachable : Reachability.Unknown;
        }
        catch (Exception exception) when (exception is AgentException or ClusterException)
        {
            return Reachability.Unknown;
        }
    }

    /// <summary>Reconnects the worker. This takes time, because its pending requests complete or fail first.</summary>
    private async Task<bool> ReconnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await worker.OpenAsync(broker, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is AgentException or ClusterException)
        {
            return false;
        }
    }

    private enum Reachability
    {
        /// <summary>The worker did not respond in time.</summary>
        Unknown,
        Reachable,
        Unreachable,
    }
}

using Scalewright.Agents;
using Scalewright.Clusters;

namespace Scalewright.Experiments.Processes;

/// <summary>
/// Monitors whether a machine reaches the broker. It polls the worker in parallel to the run, because control
/// connections may use a different network than records. A machine without a connection for the job's heartbeat timeout
/// is cut off until it reconnects and has dropped its earlier work.
/// </summary>
internal sealed class BrokerConnectivity(
    IStreamWorker worker, BrokerEndpoint place, TimeSpan heartbeat, TimeProvider clock)
{
    private Task<bool?>? _question;
    private Task<bool>? _return;
    private long _askedAt;
    private long? _silentSince;

    /// <summary>Indicates whether the last poll did not reach the broker.</summary>
    public bool IsSilent => _silentSince is not null;

    /// <summary>Indicates whether the machine counts as lost.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Processes the result of the last poll, if any, and starts the next one. Does not wait.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_return is { IsCompleted: true } returned)
        {
            _return = null;
            IsCutOff = !await returned;
        }

        if (_question is { IsCompleted: false })
        {
            return;
        }

        if (_question is { } question)
        {
            Judge(await question);
            _return ??= IsCutOff && !IsSilent ? ReturnAsync(cancellationToken) : null;
        }

        _askedAt = clock.GetTimestamp();
        _question = AskAsync(_askedAt, cancellationToken);
    }

    /// <summary>Measures the time from the first failed poll to the start of the last, all of it certainly
    /// disconnected.</summary>
    private void Judge(bool? reaches)
    {
        _silentSince = reaches switch
        {
            true => null,
            false => _silentSince ?? _askedAt,
            null => _silentSince,
        };
        IsCutOff |= reaches == false && clock.GetElapsedTime(_silentSince!.Value, _askedAt) >= heartbeat;
    }

    /// <returns>Null if the worker itself did not respond.</returns>
    private async Task<bool?> AskAsync(long askedAt, CancellationToken cancellationToken)
    {
        try
        {
            bool reaches = await worker.ReachAsync(place, heartbeat / 2, cancellationToken);
            return reaches || clock.GetElapsedTime(askedAt) < heartbeat ? reaches : null;
        }
        catch (Exception lost) when (lost is AgentException or ClusterException)
        {
            return null;
        }
    }

    /// <summary>Reconnects the worker. This takes time, because its pending requests complete or fail first.</summary>
    private async Task<bool> ReturnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await worker.BeginAsync(place, cancellationToken);
            return true;
        }
        catch (Exception lost) when (lost is AgentException or ClusterException)
        {
            return false;
        }
    }
}

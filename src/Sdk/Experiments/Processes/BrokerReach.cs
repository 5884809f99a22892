using Scalewright.Agents;
using Scalewright.Clusters;

namespace Scalewright.Experiments.Processes;

/// <summary>
/// Whether a machine reaches the broker. Its worker is asked again and again, beside the run; what answers the run may not go over the network that records go over.
/// One that could not for the job's heartbeat is cut off, until it can again and has let go of what it did before.
/// </summary>
internal sealed class BrokerReach(IStreamWorker worker, BrokerPlace place, TimeSpan heartbeat, TimeProvider clock)
{
    private Task<bool?>? _question;
    private Task<bool>? _return;
    private long _askedAt;
    private long? _silentSince;

    /// <summary>Whether it did not reach the broker when it was asked last.</summary>
    public bool IsSilent => _silentSince is not null;

    /// <summary>Whether it is lost for that.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Takes the answer that came, if one did, and asks anew. Waits for nothing.</summary>
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

    /// <summary>From the first question in a row that failed to the beginning of the last one it was cut off all the time: a shorter cut is no loss.</summary>
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

    /// <returns>Null: the worker itself was silent, and it is not known.</returns>
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

    /// <summary>What its instances still wait for comes now, or never: that takes its time, and so does a new connection.</summary>
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

using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Processes;

internal sealed partial class ProcessJob
{
    private readonly FaultScheduleRunner _faults;

    /// <summary>Polls machines without waiting. A machine without response or broker for the heartbeat timeout is
    /// lost.</summary>
    private async Task PollMachinesAsync(RunLoop loop, CancellationToken cancellationToken)
    {
        StreamJob before = Job;
        List<JobOperator> failed = [];
        bool hasChanged = false;
        foreach (ProcessNode node in _nodes)
        {
            (bool isUp, IReadOnlyList<InstanceCount>? counts) = await PollAsync(node, cancellationToken);
            await node.Connectivity.PollAsync(cancellationToken);
            if (node.Connectivity.IsUnresponsive || node.Connectivity.IsCutOff)
            {
                // Nothing can be started on such a machine, and it may never receive confirmations of its commits.
                (isUp, counts) = (isUp && node.IsUp && !node.Connectivity.IsCutOff, null);
                _isWhole &= !node.Connectivity.IsCutOff;
            }

            if (
                counts is not null
                && node.Desired.FirstOrDefault(ticket => !counts.Any(count => count.Ticket == ticket && count.IsWorking)) is { } missing
            )
            {
                string why = counts.FirstOrDefault(count => count.Ticket == missing)?.Failure ?? "";
                string reason = why.Length > 0 ? $": {why}" : "";
                loop.Record("job", $"{missing.Operator} {missing.Index + 1} on {node.Name} exited{reason}; it is restarted");
                failed.AddRange(Job.Operators.Where(jobOperator => node.Desired.Any(ticket => ticket.Operator == jobOperator.Name)));
                isUp = await ReopenAsync(loop, node, counts, cancellationToken);
            }
            else if (counts is not null && !Knows(node, counts))
            {
                isUp = await ReopenAsync(loop, node, counts, cancellationToken);
            }

            if (isUp != node.IsUp)
            {
                hasChanged = true;
                node.IsUp = isUp;
                loop.RecordNode(node.Name, isUp);
            }
        }

        if (hasChanged)
        {
            Job = LiveRunSetup.Bounded(_desiredJob, Slots, loop.Record);
            failed.AddRange(Moved(before));
        }

        if (failed.Count > 0)
        {
            _restarts++;
            await PlaceAsync(
                loop,
                [
                    .. failed
                        .DistinctBy(jobOperator => jobOperator.Name, StringComparer.Ordinal)
                        .Select(jobOperator => Job.Operators[Job.IndexOf(jobOperator.Name)]),
                ],
                cancellationToken
            );
        }
    }

    /// <summary>Returns whether a machine counts as working, and the state of its instances if new.</summary>
    private async Task<(bool IsUp, IReadOnlyList<InstanceCount>? Found)> PollAsync(ProcessNode node, CancellationToken cancellationToken)
    {
        if (node.Poll is null)
        {
            node.Poll = node.Worker.ReadAsync(cancellationToken);
            node.PolledAt = Clock.GetTimestamp();
        }

        if (!node.Poll.IsCompleted)
        {
            return (node.IsUp && Clock.GetElapsedTime(node.PolledAt) < Job.HeartbeatTimeout, null);
        }

        Task<IReadOnlyList<InstanceCount>> poll = node.Poll;
        node.Poll = null;
        try
        {
            return (true, await poll);
        }
        catch (Exception exception) when (exception is AgentException or ClusterException)
        {
            return (false, null);
        }
    }

    private static bool Knows(ProcessNode node, IReadOnlyList<InstanceCount> counts) =>
        node.Requested.All(ticket => counts.Any(count => count.Ticket == ticket));

    private async Task<bool> ReopenAsync(
        RunLoop loop,
        ProcessNode node,
        IReadOnlyList<InstanceCount> counts,
        CancellationToken cancellationToken
    )
    {
        _isWhole &= Knows(node, counts);
        try
        {
            await node.Worker.OpenAsync(_endpoint!, cancellationToken);
            node.Requested = [];
            return true;
        }
        catch (Exception exception) when (exception is AgentException or ClusterException)
        {
            loop.ReportMissingSample((ScalewrightException)exception);
            return false;
        }
    }
}

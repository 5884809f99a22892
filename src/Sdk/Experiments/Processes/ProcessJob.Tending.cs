using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Processes;

internal sealed partial class ProcessJob
{
    private readonly FaultScheduleRunner _faults;

    /// <summary>Polls machines without waiting. A machine without response or broker for the heartbeat timeout is
    /// lost.</summary>
    private async Task PollMachinesAsync(LiveLoop loop, CancellationToken cancellationToken)
    {
        StreamJob before = Job;
        List<JobOperator> broken = [];
        bool hasChanged = false;
        foreach (ProcessNode node in _nodes)
        {
            (bool isUp, IReadOnlyList<InstanceCount>? found) = await LookAsync(node, cancellationToken);
            await node.Connectivity.LookAsync(cancellationToken);
            if (node.Connectivity.IsSilent || node.Connectivity.IsCutOff)
            {
                // Nothing can be started on such a machine, and it may never receive confirmations of its commits.
                (isUp, found) = (isUp && node.IsUp && !node.Connectivity.IsCutOff, null);
                _isWhole &= !node.Connectivity.IsCutOff;
            }

            if (found is not null
                && node.Wanted.FirstOrDefault(
                    ticket => !found.Any(count => count.Ticket == ticket && count.IsWorking)) is { } missing)
            {
                string why = found.FirstOrDefault(count => count.Ticket == missing)?.Failure ?? "";
                loop.Mark("job",
                    $"{missing.Operator} {missing.Index + 1} on {node.Name} "
                    + $"exited{(why.Length > 0 ? $": {why}" : "")}; it is restarted");
                broken.AddRange(Job.Operators.Where(item => node.Wanted.Any(ticket => ticket.Operator == item.Name)));
                isUp = await BeginAsync(loop, node, found, cancellationToken);
            }
            else if (found is not null && !Knows(node, found))
            {
                isUp = await BeginAsync(loop, node, found, cancellationToken);
            }

            if (isUp != node.IsUp)
            {
                hasChanged = true;
                node.IsUp = isUp;
                loop.MarkNode(node.Name, isUp);
            }
        }

        if (hasChanged)
        {
            Job = LiveRunSetup.Bounded(_asked, Slots, loop.Mark);
            broken.AddRange(Moved(before));
        }

        if (broken.Count > 0)
        {
            _restarts++;
            await PlaceAsync(loop, [.. broken.DistinctBy(item => item.Name, StringComparer.Ordinal)
                .Select(item => Job.Operators[Job.IndexOf(item.Name)])], cancellationToken);
        }
    }

    /// <summary>Returns whether a machine counts as working, and the state of its instances if new.</summary>
    private async Task<(bool IsUp, IReadOnlyList<InstanceCount>? Found)> LookAsync(
        ProcessNode node, CancellationToken cancellationToken)
    {
        if (node.Look is null)
        {
            node.Look = node.Worker.ReadAsync(cancellationToken);
            node.LookedAt = Clock.GetTimestamp();
        }

        if (!node.Look.IsCompleted)
        {
            return (node.IsUp && Clock.GetElapsedTime(node.LookedAt) < Job.HeartbeatTimeout, null);
        }

        Task<IReadOnlyList<InstanceCount>> look = node.Look;
        node.Look = null;
        try
        {
            return (true, await look);
        }
        catch (Exception lost) when (lost is AgentException or ClusterException)
        {
            return (false, null);
        }
    }

    private static bool Knows(ProcessNode node, IReadOnlyList<InstanceCount> found) =>
        node.Given.All(ticket => found.Any(count => count.Ticket == ticket));

    private async Task<bool> BeginAsync(
        LiveLoop loop, ProcessNode node, IReadOnlyList<InstanceCount> found, CancellationToken cancellationToken)
    {
        _isWhole &= Knows(node, found);
        try
        {
            await node.Worker.BeginAsync(_place!, cancellationToken);
            node.Given = [];
            return true;
        }
        catch (Exception trouble) when (trouble is AgentException or ClusterException)
        {
            loop.ReportMissingSample((ScalewrightException)trouble);
            return false;
        }
    }
}

using Scalewright.Clusters;

namespace Scalewright.Providers.Simulation;

/// <summary>Runs schedules on real nodes, one after another. All active faults of a node are combined.</summary>
internal sealed class FaultRun(INodeFaultInjection injector, IProvider provider, Owner owner)
{
    private readonly List<TimedNodeFault> _activeFaults = [];
    private readonly SortedDictionary<string, NodeFault> _appliedFaults = new(StringComparer.Ordinal);

    /// <summary>Runs a schedule and reverts all active faults.</summary>
    public async Task RunAsync(FaultSchedule schedule, CancellationToken cancellationToken)
    {
        TimedNodeFault[] faults = Read(schedule);
        await NodeFaultExtensions.RevertFaultsAsync(provider, owner, cancellationToken);
        try
        {
            await ExecuteAsync(faults, cancellationToken);
        }
        catch (Exception exception)
        {
            await RevertAfterAsync(exception);
            throw;
        }

        await NodeFaultExtensions.RevertFaultsAsync(provider, owner, CancellationToken.None);
    }

    /// <summary>Runs a schedule. Faults without a duration remain active.</summary>
    public Task ExecuteAsync(FaultSchedule schedule, CancellationToken cancellationToken) =>
        ExecuteAsync(Read(schedule), cancellationToken);

    /// <exception cref="ProviderException">The provider does not support the faults.</exception>
    private TimedNodeFault[] Read(FaultSchedule schedule)
    {
        TimedNodeFault[] faults = [.. schedule.Faults.Select(timed => TimedNodeFault.Read(timed, injector.CheckFault))];
        ThrowIfAny([.. faults.SelectMany(fault => fault.Problems)]);
        return faults;
    }

    /// <exception cref="ProviderException">Faults remain. Contains the exception that ended the run.</exception>
    private async Task RevertAfterAsync(Exception runFailure)
    {
        try
        {
            await NodeFaultExtensions.RevertFaultsAsync(provider, owner, CancellationToken.None);
        }
        catch (ProviderException exception)
        {
            IEnumerable<Problem> runProblems = runFailure is ScalewrightException original ? original.Problems : [];
            throw new ProviderException(provider.Name, runProblems.Concat(exception.Problems).ToValueList(), runFailure);
        }
    }

    private void ThrowIfAny(Problem[] problems)
    {
        if (problems.Length > 0)
        {
            throw new ProviderException(provider.Name, problems.ToValueList());
        }
    }

    private async Task ExecuteAsync(TimedNodeFault[] faults, CancellationToken cancellationToken)
    {
        long start = provider.Clock.GetTimestamp();
        foreach (FaultEvent next in FaultEvent.CreateAll(faults))
        {
            TimeSpan delay = next.At - provider.Clock.GetElapsedTime(start);
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, provider.Clock, cancellationToken);
            }

            await ProcessAsync(next, cancellationToken);
        }
    }

    private async Task ProcessAsync(FaultEvent next, CancellationToken cancellationToken)
    {
        Dictionary<string, Resource> nodes = (await provider.Guard().ObserveAsync(owner, cancellationToken)).ToDictionary(
            node => node.Tag.Name,
            StringComparer.Ordinal
        );
        if (next is { IsStart: true, Fault.KilledNode: { } killed })
        {
            await injector.KillAsync(Find(nodes, killed), cancellationToken);
            ForgetPause(killed);
        }

        UpdateActiveFaults(next);
        await ApplyAsync(nodes, cancellationToken);
    }

    private void UpdateActiveFaults(FaultEvent next)
    {
        if (next is { IsStart: true, Fault.RestartedNode: { } restarted })
        {
            // The power-off of the restart is applied next, and reverts the pause.
            _activeFaults.RemoveAll(active => active.PausedNode == restarted);
        }

        if (next.Fault.RevertsCuts)
        {
            _activeFaults.RemoveAll(static active => active.IsCut);
        }
        else if (next.IsStart)
        {
            _activeFaults.Add(next.Fault);
        }
        else
        {
            _activeFaults.Remove(next.Fault);
        }
    }

    // A killed program is no longer paused, and its next start is not paused either.
    private void ForgetPause(string killed)
    {
        _activeFaults.RemoveAll(fault => fault.PausedNode == killed);
        if (_appliedFaults.TryGetValue(killed, out NodeFault? nodeFault))
        {
            _appliedFaults[killed] = nodeFault with { IsPaused = false };
        }
    }

    private async Task ApplyAsync(Dictionary<string, Resource> nodes, CancellationToken cancellationToken)
    {
        SortedDictionary<string, NodeFault> desired = new(StringComparer.Ordinal);
        foreach ((string name, NodeFault nodeFault) in _activeFaults.SelectMany(static fault => fault.NodeFaults))
        {
            desired[name] = TimedNodeFault.Sum(desired.GetValueOrDefault(name, NodeFault.None), nodeFault);
        }

        foreach (string name in _appliedFaults.Keys.Union(desired.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray())
        {
            NodeFault nodeFault = desired.GetValueOrDefault(name, NodeFault.None);
            if (nodeFault != _appliedFaults.GetValueOrDefault(name, NodeFault.None))
            {
                _appliedFaults[name] = nodeFault;
                await injector.InjectFaultAsync(Find(nodes, name), nodeFault, cancellationToken);
            }
        }
    }

    private Resource Find(Dictionary<string, Resource> nodes, string name)
    {
        if (nodes.TryGetValue(name, out Resource? node))
        {
            return node;
        }

        string message = $"node '{TextEscaping.Escape(name)}' not found";
        throw new ProviderException(
            provider.Name,
            [new Problem(ProblemCode.UnknownReference, message, FaultCheck.Choice(name, nodes.Keys))]
        );
    }

    /// <summary>Start or end of a fault.</summary>
    private sealed record FaultEvent(TimeSpan At, TimedNodeFault Fault, bool IsStart)
    {
        /// <summary>Returns the events of faults in the order of their times.</summary>
        public static IEnumerable<FaultEvent> CreateAll(TimedNodeFault[] faults)
        {
            IEnumerable<FaultEvent> starts = faults.Select(fault => new FaultEvent(fault.At, fault, IsStart: true));
            IEnumerable<FaultEvent> ends =
                from fault in faults
                where fault.Duration is not null
                select new FaultEvent(fault.At + fault.Duration!.Value, fault, IsStart: false);
            return starts.Concat(ends).OrderBy(static next => next.At);
        }
    }
}

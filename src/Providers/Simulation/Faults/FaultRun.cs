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
        catch (Exception ended)
        {
            await RevertAfterAsync(ended);
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
        ThrowIfAny([.. faults.SelectMany(fault => fault.Problems(injector.CheckFault))]);
        return faults;
    }

    /// <exception cref="ProviderException">Faults remain. Contains the exception that ended the run.</exception>
    private async Task RevertAfterAsync(Exception ended)
    {
        try
        {
            await NodeFaultExtensions.RevertFaultsAsync(provider, owner, CancellationToken.None);
        }
        catch (ProviderException exception)
        {
            IEnumerable<Problem> first = ended is ScalewrightException original ? original.Problems : [];
            throw new ProviderException(provider.Name, first.Concat(exception.Problems).ToValueList(), ended);
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
        (TimeSpan At, TimedNodeFault Fault, bool IsStart)[] events =
        [
            .. faults
                .Select(fault => (fault.At, fault, true))
                .Concat(faults.Where(fault => fault.Duration is not null).Select(fault => (fault.At + fault.Duration!.Value, fault, false)))
                .OrderBy(static one => one.Item1),
        ];
        foreach ((TimeSpan at, TimedNodeFault fault, bool isStart) in events)
        {
            TimeSpan delay = at - provider.Clock.GetElapsedTime(start);
            await (delay > TimeSpan.Zero ? Task.Delay(delay, provider.Clock, cancellationToken) : Task.CompletedTask);
            await ProcessAsync(fault, isStart, cancellationToken);
        }
    }

    private async Task ProcessAsync(TimedNodeFault fault, bool isStart, CancellationToken cancellationToken)
    {
        Dictionary<string, Resource> nodes = (await provider.Guard().ObserveAsync(owner, cancellationToken)).ToDictionary(
            node => node.Tag.Name,
            StringComparer.Ordinal
        );
        if (fault.KilledNode is { } killed && isStart)
        {
            await injector.KillAsync(Find(nodes, killed), cancellationToken);
            Forget(killed);
        }

        if (fault.RestartedNode is { } restarted && isStart)
        {
            _activeFaults.RemoveAll(active => active.FrozenNode == restarted);
        }

        if (fault.RevertsCuts)
        {
            _activeFaults.RemoveAll(static active => active.IsCut);
        }
        else if (isStart)
        {
            _activeFaults.Add(fault);
        }
        else
        {
            _activeFaults.Remove(fault);
        }

        await ApplyAsync(nodes, cancellationToken);
    }

    // A killed program is no longer paused, and its next start is not paused either.
    private void Forget(string killed)
    {
        _activeFaults.RemoveAll(fault => fault.FrozenNode == killed);
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
        if (!nodes.TryGetValue(name, out Resource? node))
        {
            ThrowIfAny([
                new Problem(
                    ProblemCode.UnknownReference,
                    $"node '{TextEscaping.Escape(name)}' not found",
                    FaultCheck.Choice(name, nodes.Keys)
                ),
            ]);
        }

        return node!;
    }
}

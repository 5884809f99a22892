namespace Scalewright.Providers.Simulation;

/// <summary>Runs schedules on real nodes, one after another. All active faults of a node are combined.</summary>
internal sealed class FaultRun(INodeFaultInjection injector, IProvider provider, Owner owner)
{
    private readonly List<TimedNodeFault> _lasting = [];
    private readonly SortedDictionary<string, NodeFault> _done = new(StringComparer.Ordinal);

    /// <summary>Runs a schedule and reverts all active faults.</summary>
    public async Task RunAsync(FaultSchedule schedule, CancellationToken cancellationToken)
    {
        TimedNodeFault[] faults = Read(schedule);
        await NodeFaultExtensions.RevertFaultsAsync(provider, owner, cancellationToken);
        try
        {
            await PlayAsync(faults, cancellationToken);
        }
        catch (Exception ended)
        {
            await HealAfterAsync(ended);
            throw;
        }

        await NodeFaultExtensions.RevertFaultsAsync(provider, owner, CancellationToken.None);
    }

    /// <summary>Runs a schedule. Faults without a duration remain active.</summary>
    public Task PlayAsync(FaultSchedule schedule, CancellationToken cancellationToken) =>
        PlayAsync(Read(schedule), cancellationToken);

    /// <exception cref="ProviderException">The provider does not support the faults.</exception>
    private TimedNodeFault[] Read(FaultSchedule schedule)
    {
        TimedNodeFault[] faults = [.. schedule.Faults.Select(timed => TimedNodeFault.Read(timed, injector.CheckFault))];
        ThrowIfAny([.. faults.SelectMany(fault => fault.Problems(injector.CheckFault))]);
        return faults;
    }

    /// <exception cref="ProviderException">Faults remain. Contains the exception that ended the run.</exception>
    private async Task HealAfterAsync(Exception ended)
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

    private async Task PlayAsync(TimedNodeFault[] faults, CancellationToken cancellationToken)
    {
        long start = provider.Clock.GetTimestamp();
        (TimeSpan At, TimedNodeFault Fault, bool Begins)[] events =
        [
            .. faults.Select(fault => (fault.At, fault, true))
                .Concat(faults.Where(fault => fault.For is not null)
                    .Select(fault => (fault.At + fault.For!.Value, fault, false)))
                .OrderBy(static one => one.Item1),
        ];
        foreach ((TimeSpan at, TimedNodeFault fault, bool isStart) in events)
        {
            TimeSpan rest = at - provider.Clock.GetElapsedTime(start);
            await (rest > TimeSpan.Zero ? Task.Delay(rest, provider.Clock, cancellationToken) : Task.CompletedTask);
            await ProcessAsync(fault, isStart, cancellationToken);
        }
    }

    private async Task ProcessAsync(TimedNodeFault fault, bool isStart, CancellationToken cancellationToken)
    {
        Dictionary<string, Resource> nodes = (await provider.ObserveAsync(owner, cancellationToken)).ToDictionary(
            node => node.Tag.Name, StringComparer.Ordinal);
        if (fault.Kills is { } killed && isStart)
        {
            await injector.KillAsync(Find(nodes, killed), cancellationToken);
            Forget(killed);
        }

        if (fault.Restarts is { } restarted && isStart)
        {
            _lasting.RemoveAll(lasting => lasting.Freezes == restarted);
        }

        if (fault.Heals)
        {
            _lasting.RemoveAll(static lasting => lasting.IsCut);
        }
        else if (isStart)
        {
            _lasting.Add(fault);
        }
        else
        {
            _lasting.Remove(fault);
        }

        await ApplyAsync(nodes, cancellationToken);
    }

    // A killed program is no longer paused, and its next start is not paused either.
    private void Forget(string killed)
    {
        _lasting.RemoveAll(fault => fault.Freezes == killed);
        if (_done.TryGetValue(killed, out NodeFault? nodeFault))
        {
            _done[killed] = nodeFault with { IsPaused = false };
        }
    }

    private async Task ApplyAsync(Dictionary<string, Resource> nodes, CancellationToken cancellationToken)
    {
        SortedDictionary<string, NodeFault> desired = new(StringComparer.Ordinal);
        foreach ((string name, NodeFault nodeFault) in _lasting.SelectMany(static fault => fault.NodeFaults))
        {
            desired[name] = TimedNodeFault.Sum(desired.GetValueOrDefault(name, NodeFault.None), nodeFault);
        }

        foreach (string name in _done.Keys.Union(desired.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray())
        {
            NodeFault nodeFault = desired.GetValueOrDefault(name, NodeFault.None);
            if (nodeFault != _done.GetValueOrDefault(name, NodeFault.None))
            {
                _done[name] = nodeFault;
                await injector.InjectFaultAsync(Find(nodes, name), nodeFault, cancellationToken);
            }
        }
    }

    private Resource Find(Dictionary<string, Resource> nodes, string name)
    {
        if (!nodes.TryGetValue(name, out Resource? node))
        {
            ThrowIfAny([new Problem(ProblemCode.UnknownReference, $"there is no node '{TextEscaping.Escape(name)}' now",
                FaultCheck.Choice(name, nodes.Keys))]);
        }

        return node!;
    }
}

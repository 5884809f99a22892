namespace Scalewright.Providers.Simulation.Models;

/// <summary>Allocates nodes within capacity and quota, computes their cost and reclaims spot nodes.</summary>
internal sealed class SimulatedCloud
{
    private readonly SimulationKernel _kernel;
    private readonly SortedDictionary<long, CloudLease> _running = [];
    private decimal _endedCost;
    private long _number;

    /// <param name="name">Name; may be empty.</param>
    /// <param name="model">The model; null for <see cref="CloudModel.Default"/>.</param>
    public SimulatedCloud(SimulationKernel kernel, string name, CloudModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(name);
        (_kernel, Name, Model) = (kernel, name, model ?? CloudModel.Default);
    }

    public string Name { get; }

    /// <summary>Current model. A change does not affect allocated nodes or their prices.</summary>
    public CloudModel Model { get; set; }

    /// <summary>Number of nodes that other users have, 0 or more. Default 0.</summary>
    public int UsedByOthersCount { get; set; }

    /// <summary>Allocated nodes, in order of allocation.</summary>
    public IReadOnlyCollection<CloudLease> Running => _running.Values;

    /// <summary>Cost of all nodes until now.</summary>
    public decimal Cost => _endedCost + _running.Values.Sum(lease => lease.CostAt(_kernel.Now));

    /// <summary>Allocates as many of the requested nodes as are available.</summary>
    /// <param name="count">Number of nodes, 1 or more.</param>
    /// <param name="isSpot">True if the cloud may reclaim the nodes.</param>
    public CloudAllocation Allocate(int count, bool isSpot = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        long byQuota = Math.Max(0, (long)Model.QuotaCount - _running.Count);
        long byCapacity = Math.Max(0, (long)Model.CapacityCount - UsedByOthersCount - _running.Count);
        int granted = (int)Math.Min(count, Math.Min(byQuota, byCapacity));
        CloudLease[] leases = new CloudLease[granted];
        for (int index = 0; index < granted; index++)
        {
            leases[index] = StartLease(isSpot);
        }

        CloudShortage shortage = byQuota <= byCapacity ? CloudShortage.Quota : CloudShortage.Capacity;
        return new CloudAllocation(leases, granted == count ? CloudShortage.None : shortage);
    }

    /// <summary>Releases a node. Returns false when its lease had already ended.</summary>
    public bool Release(CloudLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        if (!_running.Remove(lease.Number))
        {
            return false;
        }

        lease.EndedAt = _kernel.Now;
        _endedCost += lease.CostAt(_kernel.Now);
        return true;
    }

    /// <summary>Reclaims spot nodes, youngest first, after <see cref="CloudModel.SpotNoticePeriod"/>.</summary>
    /// <param name="count">Maximum number of nodes.</param>
    /// <returns>Number of nodes that are reclaimed.</returns>
    public int Reclaim(int count)
    {
        CloudLease[] chosen = [.. _running.Values.Where(lease => lease.IsSpot && lease.TerminatesAt is null).Reverse().Take(count)];
        foreach (CloudLease lease in chosen)
        {
            SendNotice(lease);
        }

        return chosen.Length;
    }

    private CloudLease StartLease(bool isSpot)
    {
        CloudLease lease = new(++_number, isSpot, isSpot ? Model.SpotPricePerHour : Model.PricePerHour, _kernel.Now);
        _running.Add(lease.Number, lease);
        if (isSpot && Model.SpotLifetime is { } life)
        {
            long notice = Math.Max(
                0,
                (
                    life.Sample(_kernel.RandomStreams.CreateStream($"{RandomStreams.Faults}/cloud/{Name}/{lease.Number}"))
                    - Model.SpotNoticePeriod
                ).Ticks
            );
            _kernel.ScheduleAfter(notice, (Action)(() => SendNotice(lease)));
        }

        return lease;
    }

    private void SendNotice(CloudLease lease)
    {
        if (lease.EndedAt is not null || lease.TerminatesAt is not null)
        {
            return;
        }

        long end = _kernel.Now + Model.SpotNoticePeriod.Ticks;
        _kernel.Schedule(end, () => Terminate(lease));
        lease.Notice(end);
    }

    private void Terminate(CloudLease lease)
    {
        if (Release(lease))
        {
            lease.Terminate();
        }
    }
}

/// <summary>Result of a request to a cloud.</summary>
/// <param name="Leases">Allocated nodes; fewer than requested in a shortage.</param>
/// <param name="Shortage">Reason for missing nodes.</param>
internal sealed record CloudAllocation(IReadOnlyList<CloudLease> Leases, CloudShortage Shortage);

internal enum CloudShortage
{
    None,

    Quota,

    Capacity,
}

namespace Scalewright.Providers.Simulation.Models;

/// <summary>A cloud that gives nodes within its capacity and the user's quota, counts their cost, and takes spot nodes back.</summary>
internal sealed class SimulatedCloud
{
    private readonly SimulationKernel _kernel;
    private readonly SortedDictionary<long, CloudLease> _running = [];
    private decimal _endedCost;
    private long _number;

    /// <summary>A cloud that has given nothing.</summary>
    /// <param name="name">Its name; may be empty.</param>
    /// <param name="model">What it has; null: <see cref="CloudModel.Default"/>.</param>
    public SimulatedCloud(SimulationKernel kernel, string name, CloudModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(name);
        (_kernel, Name, Model) = (kernel, name, model ?? CloudModel.Default);
    }

    public string Name { get; }

    /// <summary>What it has to give from now on; what was given stays, at the price it was given for.</summary>
    public CloudModel Model { get; set; }

    /// <summary>Nodes that others use of its capacity, 0 or more; default 0.</summary>
    public int UsedByOthersCount { get; set; }

    /// <summary>What is given now, in the order it was.</summary>
    public IReadOnlyCollection<CloudLease> Running => _running.Values;

    /// <summary>What everything has cost up to now.</summary>
    public decimal Cost => _endedCost + _running.Values.Sum(lease => lease.CostAt(_kernel.Now));

    /// <summary>Asks for nodes; gives as many as there are.</summary>
    /// <param name="count">1 or more.</param>
    /// <param name="isSpot">Whether they may be taken back.</param>
    public CloudGrant Request(int count, bool isSpot = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        long byQuota = Math.Max(0, (long)Model.QuotaCount - _running.Count);
        long byCapacity = Math.Max(0, (long)Model.CapacityCount - UsedByOthersCount - _running.Count);
        int given = (int)Math.Min(count, Math.Min(byQuota, byCapacity));
        CloudLease[] leases = new CloudLease[given];
        for (int index = 0; index < given; index++)
        {
            leases[index] = Give(isSpot);
        }

        return new CloudGrant(leases, given == count ? CloudShortage.None : byQuota <= byCapacity ? CloudShortage.Quota : CloudShortage.Capacity);
    }

    /// <summary>Gives a node back.</summary>
    /// <returns>False when it had ended already.</returns>
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

    /// <summary>Lets the cloud take spot nodes back, the youngest first: notice now, the end after <see cref="CloudModel.SpotNotice"/>.</summary>
    /// <param name="count">How many at most.</param>
    /// <returns>How many it takes.</returns>
    public int Reclaim(int count)
    {
        CloudLease[] chosen = [.. _running.Values.Where(lease => lease.IsSpot && lease.TerminatesAt is null).Reverse().Take(count)];
        foreach (CloudLease lease in chosen)
        {
            GiveNotice(lease);
        }

        return chosen.Length;
    }

    private CloudLease Give(bool isSpot)
    {
        CloudLease lease = new(++_number, isSpot, isSpot ? Model.SpotPricePerHour : Model.PricePerHour, _kernel.Now);
        _running.Add(lease.Number, lease);
        if (isSpot && Model.SpotLife is { } life)
        {
            long notice = Math.Max(0, (life.Draw(_kernel.Chance.Draw($"{ChanceStreams.Faults}/cloud/{Name}/{lease.Number}")) - Model.SpotNotice).Ticks);
            _kernel.ScheduleAfter(notice, (Action)(() => GiveNotice(lease)));
        }

        return lease;
    }

    private void GiveNotice(CloudLease lease)
    {
        if (lease.EndedAt is not null || lease.TerminatesAt is not null)
        {
            return;
        }

        long end = _kernel.Now + Model.SpotNotice.Ticks;
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

/// <summary>What came of a request to a cloud.</summary>
/// <param name="Leases">What was given; fewer than asked for when there is a shortage.</param>
/// <param name="Shortage">Why it is not more.</param>
internal sealed record CloudGrant(IReadOnlyList<CloudLease> Leases, CloudShortage Shortage);

/// <summary>Why a cloud gave less than was asked for.</summary>
internal enum CloudShortage
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The user may have no more.</summary>
    Quota,

    /// <summary>The cloud has no more.</summary>
    Capacity,
}

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Node allocated by a cloud, until it is released or reclaimed.</summary>
internal sealed class CloudLease
{
    internal CloudLease(long number, bool isSpot, decimal pricePerHour, long startedAt) =>
        (Number, IsSpot, PricePerHour, StartedAt) = (number, isSpot, pricePerHour, startedAt);

    /// <summary>Called when the cloud announces that it reclaims the node.</summary>
    public Action<CloudLease>? OnNotice { get; set; }

    /// <summary>Called when the cloud has reclaimed the node.</summary>
    public Action<CloudLease>? OnTermination { get; set; }

    internal IMachineWatcher? Watcher { get; set; }

    /// <summary>Number from 1, never reused by this cloud.</summary>
    public long Number { get; }

    /// <summary>True if the cloud may reclaim the node.</summary>
    public bool IsSpot { get; }

    /// <summary>Hourly price, fixed at allocation.</summary>
    public decimal PricePerHour { get; }

    /// <summary>Tick of the allocation.</summary>
    public long StartedAt { get; }

    /// <summary>Tick at which the cloud reclaims the node, once announced; otherwise null.</summary>
    public long? TerminatesAt { get; private set; }

    /// <summary>Tick at which the lease ended; null while it is active.</summary>
    public long? EndedAt { get; internal set; }

    /// <summary>Returns the cost up to a tick, with the precision of <see cref="decimal"/>.</summary>
    public decimal CostAt(long now) => PricePerHour * ((EndedAt ?? now) - StartedAt) / TimeSpan.TicksPerHour;

    internal void Notice(long terminatesAt)
    {
        TerminatesAt = terminatesAt;
        OnNotice?.Invoke(this);
        Watcher?.Noticed(this);
    }

    internal void Terminate()
    {
        OnTermination?.Invoke(this);
        Watcher?.Terminated(this);
    }
}

/// <summary>Receives changes of a machine and its lease. One object instead of three delegates saves memory.</summary>
internal interface IMachineWatcher
{
    void Changed(SimulatedMachine machine, MachineState before);

    /// <summary>Called when the cloud announces that it reclaims the node.</summary>
    void Noticed(CloudLease lease);

    /// <summary>Called when the cloud has reclaimed the node.</summary>
    void Terminated(CloudLease lease);
}

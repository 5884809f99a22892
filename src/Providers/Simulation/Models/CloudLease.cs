namespace Scalewright.Providers.Simulation.Models;

/// <summary>A node that a cloud has given, until it is given or taken back.</summary>
internal sealed class CloudLease
{
    internal CloudLease(long number, bool isSpot, decimal pricePerHour, long startedAt) =>
        (Number, IsSpot, PricePerHour, StartedAt) = (number, isSpot, pricePerHour, startedAt);

    /// <summary>Called when the cloud says that it will take the node back.</summary>
    public Action<CloudLease>? OnNotice { get; set; }

    /// <summary>Called when the cloud has taken the node back.</summary>
    public Action<CloudLease>? OnTermination { get; set; }

    internal IMachineWatcher? Watcher { get; set; }

    /// <summary>From 1, never used again by this cloud.</summary>
    public long Number { get; }

    /// <summary>Whether the cloud may take it back.</summary>
    public bool IsSpot { get; }

    /// <summary>Its price for an hour, fixed when it was given.</summary>
    public decimal PricePerHour { get; }

    /// <summary>The tick at which it was given.</summary>
    public long StartedAt { get; }

    /// <summary>The tick at which the cloud will take it back, once noticed; else null.</summary>
    public long? TerminatesAt { get; private set; }

    /// <summary>The tick at which it ended; null while it lasts.</summary>
    public long? EndedAt { get; internal set; }

    /// <summary>What it costs up to a tick, rounded nowhere but in the last digit of a decimal.</summary>
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

/// <summary>Is told of what becomes of a machine and its lease; one object instead of three callbacks, because there may be a million nodes.</summary>
internal interface IMachineWatcher
{
    /// <summary>The machine's state has changed.</summary>
    void Changed(SimulatedMachine machine, MachineState before);

    /// <summary>The cloud says that it will take the node back.</summary>
    void Noticed(CloudLease lease);

    /// <summary>The cloud has taken the node back.</summary>
    void Terminated(CloudLease lease);
}

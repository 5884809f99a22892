namespace Loopback.Chameleon;

/// <inheritdoc/>
public sealed record ChameleonServerOptions : TestbedServerOptions
{
    public IReadOnlyList<HostSpec> Hosts { get; init; } = [new("CHI@UC", "compute_a", 42), new("CHI@UC", "compute_b", 8), new("CHI@TACC", "compute_a", 8)];

    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>From a lease's start until it is active, half of it PENDING and half STARTING.</summary>
    public TimeSpan LeaseDelay { get; init; }

    /// <summary>From a lease's end until it is TERMINATED.</summary>
    public TimeSpan EndDelay { get; init; }

    public TimeSpan BootDuration { get; init; }

    public TimeSpan DeleteDuration { get; init; }

    /// <summary>Servers that a project may have at a site.</summary>
    public int ServersMax { get; init; } = 1000;

    /// <summary>Floating addresses that a project may have at a site.</summary>
    public int AddressesMax { get; init; } = 100;

    /// <summary>Items on a page at most.</summary>
    public int PageMax { get; init; } = 1000;
}

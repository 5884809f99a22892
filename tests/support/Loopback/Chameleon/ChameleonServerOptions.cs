namespace Loopback.Chameleon;

/// <summary>Options of a <see cref="ChameleonServer"/>. Durations default to zero, except where noted.</summary>
public sealed record ChameleonServerOptions : TestbedServerOptions
{
    public IReadOnlyList<HostSpec> Hosts { get; init; } =
    [new("CHI@UC", "compute_a", 42), new("CHI@UC", "compute_b", 8), new("CHI@TACC", "compute_a", 8)];

    /// <summary>Lifetime of tokens. Default 1 hour.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time from the start of a lease until it is active: half of it PENDING, half STARTING.</summary>
    public TimeSpan LeaseDelay { get; init; }

    /// <summary>Time from the end or deletion of a lease until it is TERMINATED or removed.</summary>
    public TimeSpan EndDelay { get; init; }

    public TimeSpan BootDuration { get; init; }

    public TimeSpan DeleteDuration { get; init; }

    /// <summary>Quota of servers. Default 1000.</summary>
    public int MaxServers { get; init; } = 1000;

    /// <summary>Quota of floating IP addresses. Default 100.</summary>
    public int MaxAddresses { get; init; } = 100;

    /// <summary>Maximum number of entries on a page. Default 1000.</summary>
    public int MaxPageSize { get; init; } = 1000;
}

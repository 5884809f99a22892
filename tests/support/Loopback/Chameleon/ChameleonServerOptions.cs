namespace Loopback.Chameleon;

/// <inheritdoc/>
public sealed record ChameleonServerOptions : TestbedServerOptions
{
    public IReadOnlyList<HostSpec> Hosts { get; init; } = [new("CHI@UC", "compute_a", 42), new("CHI@UC", "compute_b", 8), new("CHI@TACC", "compute_a", 8)];

    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time from the start of a lease until it is active: half of it PENDING, half STARTING.</summary>
    public TimeSpan LeaseDelay { get; init; }

    public TimeSpan EndDelay { get; init; }

    public TimeSpan BootDuration { get; init; }

    public TimeSpan DeleteDuration { get; init; }

    public int ServersMax { get; init; } = 1000;

    public int AddressesMax { get; init; } = 100;

    public int PageMax { get; init; } = 1000;
}

namespace Loopback.Grid5000;

/// <inheritdoc/>
public sealed record Grid5000ServerOptions : TestbedServerOptions
{
    public IReadOnlyList<ClusterSpec> Clusters { get; init; } = [new("rennes", "alpha", 42), new("rennes", "beta", 8), new("lyon", "gamma", 8)];

    public TimeSpan LaunchDelay { get; init; }

    public TimeSpan EndDelay { get; init; }

    public TimeSpan DeployDuration { get; init; }

    public int JobsMax { get; init; } = 1000;

    /// <summary>How many advance reservations a user may have; 2 is the testbed's rule.</summary>
    public int ReservationsMax { get; init; } = 2;

    /// <summary>How far the scheduler's clock is ahead of UTC.</summary>
    public TimeSpan ZoneOffset { get; init; } = TimeSpan.FromHours(1);

    public IReadOnlyList<string> Environments { get; init; } = ["debian12-min", "debian12-big", "ubuntu2404-min"];
}

namespace Loopback.Grid5000;

/// <inheritdoc/>
public sealed record Grid5000ServerOptions : TestbedServerOptions
{
    public IReadOnlyList<ClusterSpec> Clusters { get; init; } =
    [new("rennes", "alpha", 42), new("rennes", "beta", 8), new("lyon", "gamma", 8)];

    /// <summary>Time that the scheduler needs to launch a job, and to acknowledge an advance reservation.</summary>
    public TimeSpan LaunchDelay { get; init; }

    /// <summary>Time that a job needs to end after it was killed.</summary>
    public TimeSpan EndDelay { get; init; }

    public TimeSpan DeployDuration { get; init; }

    public int JobsMax { get; init; } = 1000;

    /// <summary>Maximum number of advance reservations per user. The default is that of the testbed.</summary>
    public int ReservationsMax { get; init; } = 2;

    /// <summary>Offset of the scheduler's clock from UTC.</summary>
    public TimeSpan ZoneOffset { get; init; } = TimeSpan.FromHours(1);

    public IReadOnlyList<string> Environments { get; init; } = ["debian12-min", "debian12-big", "ubuntu2404-min"];
}

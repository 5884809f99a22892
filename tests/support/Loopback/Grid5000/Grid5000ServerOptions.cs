namespace Loopback.Grid5000;

/// <summary>What the testbed is like, and who is let in.</summary>
public sealed record Grid5000ServerOptions
{
    /// <summary>Port on the loopback; 0, the default: one that the system gives.</summary>
    public int Port { get; init; }

    /// <summary>Its clusters; default 50 machines at rennes and 8 at lyon.</summary>
    public IReadOnlyList<ClusterSpec> Clusters { get; init; } = [new("rennes", "alpha", 42), new("rennes", "beta", 8), new("lyon", "gamma", 8)];

    /// <summary>Who is let in; default ann.</summary>
    public string User { get; init; } = "ann";

    /// <summary>The password; default secret.</summary>
    public string Password { get; init; } = "secret";

    /// <summary>From a job's time to its start; default none.</summary>
    public TimeSpan LaunchDelay { get; init; }

    /// <summary>From the end of a job that was deleted to its last state; default none.</summary>
    public TimeSpan EndDelay { get; init; }

    /// <summary>How long a deployment takes; default none.</summary>
    public TimeSpan DeployDuration { get; init; }

    /// <summary>How late lists are; default not at all. Single objects are told as they are.</summary>
    public TimeSpan ListLag { get; init; }

    /// <summary>How many jobs a user may have that are not over; default 1000.</summary>
    public int JobsMax { get; init; } = 1000;

    /// <summary>How many advance reservations a user may have; default 2, the testbed's rule.</summary>
    public int ReservationsMax { get; init; } = 2;

    /// <summary>How far the scheduler's clock is ahead of UTC; default 1 h.</summary>
    public TimeSpan ZoneOffset { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Environments that can be deployed.</summary>
    public IReadOnlyList<string> Environments { get; init; } = ["debian12-min", "debian12-big", "ubuntu2404-min"];

    /// <summary>Time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

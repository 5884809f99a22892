namespace Loopback.IotLab;

/// <summary>What the testbed is like, and who is let in.</summary>
public sealed record IotLabServerOptions
{
    /// <summary>Port on the loopback; 0, the default: one that the system gives.</summary>
    public int Port { get; init; }

    /// <summary>Its boards; default 40 m3 (and 2 that move) and 50 a8 at grenoble, 8 m3 and 4 rpi3 at saclay.</summary>
    public IReadOnlyList<BoardKind> Kinds { get; init; } =
    [
        new("grenoble", "m3:at86rf231", 40), new("grenoble", "m3:at86rf231", 2, IsMobile: true) { First = 381 }, new("grenoble", "a8:at86rf231", 50),
        new("saclay", "m3:at86rf231", 8), new("saclay", "rpi3:at86rf233", 4),
    ];

    /// <summary>Who is let in; default ann.</summary>
    public string User { get; init; } = "ann";

    /// <summary>The password; default secret.</summary>
    public string Password { get; init; } = "secret";

    /// <summary>From an experiment's time to its start, half of it before the launch and half within; default none.</summary>
    public TimeSpan LaunchDelay { get; init; }

    /// <summary>From the end of an experiment to its last state; default none.</summary>
    public TimeSpan FinishDelay { get; init; }

    /// <summary>How long it is after the start until the deployment is told; default not at all.</summary>
    public TimeSpan DeployDuration { get; init; }

    /// <summary>How late lists are; default not at all. Single objects are told as they are.</summary>
    public TimeSpan ListLag { get; init; }

    /// <summary>How many experiments a user may have that are not over; default 1000.</summary>
    public int ExperimentsMax { get; init; } = 1000;

    /// <summary>Firmwares that the account has.</summary>
    public IReadOnlyList<string> Firmwares { get; init; } = ["iotlab_m3_tutorial", "other_m3"];

    /// <summary>Monitoring profiles that the account has from the beginning.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = ["consumption"];

    /// <summary>Time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

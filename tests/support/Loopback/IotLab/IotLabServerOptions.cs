namespace Loopback.IotLab;

/// <inheritdoc/>
public sealed record IotLabServerOptions : TestbedServerOptions
{
    public IReadOnlyList<BoardKind> Kinds { get; init; } =
    [
        new("grenoble", "m3:at86rf231", 40),
        new("grenoble", "m3:at86rf231", 2, IsMobile: true) { First = 381 },
        new("grenoble", "a8:at86rf231", 50),
        new("saclay", "m3:at86rf231", 8),
        new("saclay", "rpi3:at86rf233", 4),
    ];

    /// <summary>Delay of the start of an experiment: one half before the launch, one half in it.</summary>
    public TimeSpan LaunchDelay { get; init; }

    public TimeSpan FinishDelay { get; init; }

    public TimeSpan DeployDuration { get; init; }

    public int ExperimentsMax { get; init; } = 1000;

    public IReadOnlyList<string> Firmwares { get; init; } = ["iotlab_m3_tutorial", "other_m3"];

    public IReadOnlyList<string> Profiles { get; init; } = ["consumption"];
}

namespace Scalewright.Experiments;

/// <summary>Limits of the backlog by which a sample keeps up or is behind, in seconds of load.</summary>
[DocumentRecord]
public sealed record BacklogLimits
{
    /// <summary>Maximum backlog of a sample that keeps up. Default 0.1 s.</summary>
    public TimeSpan KeepingUp { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>Minimum backlog of a sample that is behind, above <see cref="KeepingUp"/>. Default 1 s.</summary>
    public TimeSpan Behind { get; init; } = TimeSpan.FromSeconds(1);
}

namespace Scalewright.Agents.Wire;

/// <summary>How a command ended; what it wrote came before as chunks.</summary>
internal sealed record RunAnswer
{
    public int ExitCode { get; init; }

    public long DroppedBytes { get; init; }

    public bool DeadlinePassed { get; init; }
}

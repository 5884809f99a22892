namespace Scalewright.Agents.Wire;

/// <summary>How a command ended; what it wrote came before as chunks.</summary>
internal sealed record RunAnswer
{
    public int ExitCode { get; set; }

    public long DroppedBytes { get; set; }

    public long DroppedErrorBytes { get; set; }

    public bool DeadlinePassed { get; set; }

    public bool OutOfMemory { get; set; }
}

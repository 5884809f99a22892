namespace Scalewright.Agents;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">What it returned, 0 to 255; 128 and the signal when a signal ended it.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The name of its node.</summary>
    public string Node { get; init; } = "";

    /// <summary>True when it returned 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Bytes of its output that were dropped because there were too many.</summary>
    public long DroppedBytes { get; init; }

    /// <summary>True when it was ended because its deadline had passed.</summary>
    public bool DeadlinePassed { get; init; }

    /// <summary>True when the kernel of its node ended it because memory had run out; the exit code is 137 then.</summary>
    public bool OutOfMemory { get; init; }
}

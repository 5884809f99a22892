namespace Loopback.Minimega.Machines;

/// <summary>A plumbing pipe of a namespace.</summary>
internal sealed class Pipe
{
    /// <summary>How lines are given to readers.</summary>
    public string Mode { get; set; } = "all";

    /// <summary>Command that lines go through; empty for none.</summary>
    public string Via { get; set; } = "";

    /// <summary>True when lines are logged.</summary>
    public bool Log { get; set; }

    /// <summary>Lines so far.</summary>
    public int Count { get; set; }

    /// <summary>The last line.</summary>
    public string Previous { get; set; } = "";
}

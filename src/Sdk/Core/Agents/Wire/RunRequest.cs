namespace Scalewright.Agents.Wire;

/// <summary>A command; its input follows as chunks.</summary>
internal sealed record RunRequest
{
    public string[] Words { get; set; } = [];

    public string Folder { get; set; } = "";

    public Dictionary<string, string> Environment { get; set; } = [];

    public long DeadlineMilliseconds { get; set; }

    public int OutputBytesMax { get; set; }

    public bool HasInput { get; set; }

    /// <summary>Whether what it writes is to be told while it writes.</summary>
    public bool HasListener { get; set; }

    /// <summary>Bytes of its standard output that were told over an earlier connection.</summary>
    public long OutputHeard { get; set; }

    /// <summary>The same of its standard error.</summary>
    public long ErrorHeard { get; set; }
}

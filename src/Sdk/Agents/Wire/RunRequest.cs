namespace Scalewright.Agents.Wire;

/// <summary>Command. Its input follows as chunks.</summary>
internal sealed record RunRequest
{
    /// <summary>Program and arguments.</summary>
    public string[] Words { get; set; } = [];

    /// <summary>Working directory; empty: that of the agent.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Variables in addition to those of the agent.</summary>
    public Dictionary<string, string> Environment { get; set; } = [];

    /// <summary>Timeout in milliseconds, after which the program is killed.</summary>
    public long DeadlineMilliseconds { get; set; }

    /// <summary>Maximum number of bytes that are kept of each output.</summary>
    public int OutputBytesMax { get; set; }

    /// <summary>True if standard input follows; otherwise it is empty.</summary>
    public bool HasInput { get; set; }

    /// <summary>True if output is sent while the command runs.</summary>
    public bool HasListener { get; set; }

    /// <summary>Bytes of standard output that were sent over an earlier connection.</summary>
    public long OutputHeard { get; set; }

    /// <summary>Bytes of standard error that were sent over an earlier connection.</summary>
    public long ErrorHeard { get; set; }

    public static RunRequest From(CommandRequest request) =>
        new()
        {
            Words = [.. request.Command],
            Folder = request.WorkingDirectory,
            Environment = request.Environment.ToDictionary(StringComparer.Ordinal),
            DeadlineMilliseconds = (long)Math.Ceiling(request.Timeout.TotalMilliseconds),
            OutputBytesMax = request.MaxOutputBytes,
            HasInput = request.Input.Length > 0,
            HasListener = request.OnOutput is not null,
        };
}

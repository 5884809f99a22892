namespace Scalewright.Agents.Wire;

/// <summary>Command. Its input follows as chunks.</summary>
internal sealed record RunRequest
{
    public string[] Words { get; set; } = [];

    public string Folder { get; set; } = "";

    public Dictionary<string, string> Environment { get; set; } = [];

    public long DeadlineMilliseconds { get; set; }

    public int OutputBytesMax { get; set; }

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

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
}

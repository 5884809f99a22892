namespace Scalewright.Agents.Wire;

/// <summary>A command; its input follows as chunks.</summary>
internal sealed record RunRequest
{
    public string[] Words { get; init; } = [];

    public string Folder { get; init; } = "";

    public Dictionary<string, string> Environment { get; init; } = [];

    public long DeadlineMilliseconds { get; init; }

    public int OutputBytesMax { get; init; }

    public bool HasInput { get; init; }
}

namespace Scalewright.Agents;

/// <summary>A piece of what a command writes, heard while it runs.</summary>
/// <param name="Node">The name of its node.</param>
/// <param name="Text">What it wrote, as UTF-8; a character is never cut in two.</param>
public sealed record CommandOutput(string Node, string Text)
{
    /// <summary>Whether it was written to standard error.</summary>
    public bool IsError { get; init; }

    /// <summary>Bytes before this piece that nobody heard, because they came faster than they were heard and more than may be kept.</summary>
    public long MissedBytes { get; init; }
}

namespace Scalewright.Agents;

/// <summary>Part of the output of a running command.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Text">Text, decoded from UTF-8. Characters are never split.</param>
public sealed record CommandOutput(string Node, string Text)
{
    /// <summary>True if written to standard error.</summary>
    public bool IsError { get; init; }

    /// <summary>Number of bytes dropped before this part because the output arrived too fast to be kept.</summary>
    public long DroppedBytes { get; init; }
}

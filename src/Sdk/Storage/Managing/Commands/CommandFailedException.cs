using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Storage.Managing.Commands;

/// <summary>A step of a command did not work; the command shows the message.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class CommandFailedException(string message) : Exception(message)
{
    /// <summary>Whether nobody knows what came of it: its session ended before the answer came.</summary>
    public bool IsAnswerLost { get; init; }
}

using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Agents.Wire;

/// <summary>The other side broke the protocol; the connection ends. Its message is a clause.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class FrameException(string found) : Exception(found);

namespace Scalewright.Agents.Wire;

/// <summary>One frame.</summary>
/// <param name="Kind">What it is for; may be a number that is not known.</param>
/// <param name="Call">The call it belongs to; 0 for the connection.</param>
/// <param name="Payload">Its content. Of a frame that was read: valid until the next is.</param>
internal readonly record struct Frame(FrameKind Kind, uint Call, ReadOnlyMemory<byte> Payload);

namespace Scalewright.Agents.Wire;

/// <summary>Frame of the protocol.</summary>
/// <param name="Kind">Kind of the frame. May be an unknown number.</param>
/// <param name="Call">Call that it belongs to; 0 for the connection.</param>
/// <param name="Payload">Content. In a received frame, valid until the next frame is read.</param>
internal readonly record struct AgentFrame(FrameKind Kind, uint Call, ReadOnlyMemory<byte> Payload);

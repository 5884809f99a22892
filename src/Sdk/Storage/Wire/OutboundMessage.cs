namespace Scalewright.Storage.Wire;

/// <summary>A message that waits to be sent.</summary>
/// <param name="Message">The message.</param>
/// <param name="Priority">Its turn.</param>
/// <param name="Sent">What happens once it has arrived; null for nothing.</param>
internal sealed record OutboundMessage(AgentMessage Message, MessagePriority Priority, Action? Sent = null);

using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Managing.Links;

/// <summary>What waits for an agent: a message, or a barrier that only the agent's instance of that start passes.</summary>
internal sealed record LinkMail(AgentMessage? Message, string? BarrierStart);

namespace Scalewright.Storage.Wire;

/// <summary>Messages that an agent sends in one request.</summary>
/// <param name="Instance">Instance of the sender.</param>
/// <param name="Messages">Messages, most urgent first.</param>
public sealed record MessagePost(AgentInstance Instance, IReadOnlyList<AgentMessage> Messages);

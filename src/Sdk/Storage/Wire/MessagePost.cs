namespace Scalewright.Storage.Wire;

/// <summary>What an agent sends in one request.</summary>
/// <param name="Instance">Who speaks.</param>
/// <param name="Messages">The messages, most urgent first.</param>
public sealed record MessagePost(AgentInstance Instance, IReadOnlyList<AgentMessage> Messages);

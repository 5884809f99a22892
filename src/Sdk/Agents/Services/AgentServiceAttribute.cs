namespace Scalewright.Agents.Services;

/// <summary>Marks a partial interface whose methods are called on nodes.</summary>
/// <remarks>The generator adds <see cref="IAgentService{TSelf}"/>: a proxy for callers and handlers for the node.
/// Methods return <see cref="Task"/> or <see cref="ValueTask"/>, optionally with a result, or a stream of results. They
/// take values, at most one stream, and a <see cref="CancellationToken"/>.</remarks>
/// <param name="name">Segments of a-z, 0-9 and '_', separated by dots, for example <c>examples.hello</c>. Empty:
/// derived from the interface, for example <c>hello</c> for <c>IHello</c>.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class AgentServiceAttribute(string name = "") : Attribute
{
    /// <summary>Name of the service. Empty: derived from the interface.</summary>
    public string Name { get; } = name;
}

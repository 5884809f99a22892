namespace Scalewright.Agents.Services;

/// <summary>Marks a partial interface whose methods are called on nodes. The generator makes its <see cref="IAgentService{TSelf}"/>: a proxy
/// for callers and what answers calls on the node. Methods return <see cref="Task"/>, <see cref="ValueTask"/>, one of them with a result, or a stream
/// of results; they take values, one stream at most, and a <see cref="CancellationToken"/>.</summary>
/// <param name="name">Words of a-z, 0-9 and '_' parted by dots, as in <c>examples.hello</c>; empty: the interface's own name, as <c>hello</c> for <c>IHello</c>.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class AgentServiceAttribute(string name = "") : Attribute
{
    /// <summary>Its name; empty: the interface's.</summary>
    public string Name { get; } = name;
}

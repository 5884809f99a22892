namespace Scalewright.Agents.Services;

/// <summary>An exception that callers of a service get as it was thrown on the node: of the same type, with its message and its own properties that
/// can be set, and an <see cref="AgentException"/> inside that has the stack of the node. Others arrive as an <see cref="AgentException"/>.</summary>
/// <param name="type">The exception; it has a public constructor of a message and an inner exception.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method, AllowMultiple = true)]
public sealed class AgentErrorAttribute(Type type) : Attribute
{
    /// <summary>The exception.</summary>
    public Type Type { get; } = type;
}

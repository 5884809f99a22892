namespace Scalewright.Agents.Services;

/// <summary>Declares an exception that callers of a service receive with its original type.</summary>
/// <remarks>It has the message and settable properties of the exception on the node, and an inner
/// <see cref="AgentException"/> with the node's stack trace. All other exceptions arrive as an
/// <see cref="AgentException"/>.</remarks>
/// <param name="exceptionType">Type of the exception, with a public constructor (message, inner exception).</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method, AllowMultiple = true)]
public sealed class AgentErrorAttribute(Type exceptionType) : Attribute
{
    /// <summary>Type of the exception.</summary>
    public Type ExceptionType { get; } = exceptionType;
}

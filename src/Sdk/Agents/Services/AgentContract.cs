namespace Scalewright.Agents.Services;

/// <summary>Contract of a service for callers and nodes; generated.</summary>
/// <typeparam name="T">The service interface.</typeparam>
/// <param name="Name">Dotted name of the service.</param>
/// <param name="Digest">Digest of the methods and all types they use: 16 hexadecimal digits. Must be the same on both
/// sides.</param>
/// <param name="CreateProxy">Creates a proxy for a caller.</param>
/// <param name="Methods">Method handlers.</param>
public sealed record AgentContract<T>(string Name, string Digest, Func<IServiceCaller, T> CreateProxy, ValueList<AgentMethod<T>> Methods)
    where T : class
{
    /// <summary>Returns the properties of an <see cref="AgentErrorAttribute"/> exception as a JSON object.</summary>
    /// <remarks>Null for other exceptions. The default returns null for all.</remarks>
    public Func<Exception, string?> DescribeError { get; init; } = static _ => null;
}

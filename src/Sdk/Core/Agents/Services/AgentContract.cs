namespace Scalewright.Agents.Services;

/// <summary>How a service is called and answered; generated.</summary>
/// <typeparam name="T">The interface.</typeparam>
/// <param name="Name">Its dotted name.</param>
/// <param name="Digest">Of its methods and all types they use: 16 hexadecimal digits. Both sides must have the same.</param>
/// <param name="Bind">Makes a proxy over a way to call.</param>
/// <param name="Methods">What answers.</param>
public sealed record AgentContract<T>(string Name, string Digest, Func<IServiceCaller, T> Bind, ValueList<AgentMethod<T>> Methods)
    where T : class
{
    /// <summary>Tells the properties of an exception that callers get as it is, as a JSON object; null for another. Default null for all.</summary>
    public Func<Exception, string?> DescribeError { get; init; } = static _ => null;
}

using Scalewright.Agents.BuiltIn;

namespace Scalewright.Agents.Services;

/// <summary>Calls of services that every agent has.</summary>
public static class ServiceCallerExtensions
{
    /// <summary>Reads facts of the node from its agent.</summary>
    /// <param name="caller">Connection that calls the services of the node.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="AgentException">The node did not respond, or its agent failed.</exception>
    public static Task<HostFacts> ReadHostFactsAsync(this IServiceCaller caller, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return Bind<IHostFacts>(caller).ReadAsync(cancellationToken);
    }

    // A static abstract member can only be called through a type parameter.
    private static T Bind<T>(IServiceCaller caller)
        where T : class, IAgentService<T> => T.Contract.CreateProxy(caller);
}

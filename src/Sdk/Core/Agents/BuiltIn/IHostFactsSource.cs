namespace Scalewright.Agents.BuiltIn;

/// <summary>Connection that reads the facts of its node from the agent of the node.</summary>
public interface IHostFactsSource
{
    /// <summary>Reads the current facts.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="AgentException">The node did not respond, or its agent failed.</exception>
    Task<HostFacts> ReadHostFactsAsync(CancellationToken cancellationToken = default);
}

using Scalewright.Agents.Services;

namespace Benchmarks.Calls;

/// <summary>What is called.</summary>
[AgentService("benchmarks.echo")]
public partial interface IEcho
{
    /// <summary>Gives back what it is given.</summary>
    Task<string> EchoAsync(string text, CancellationToken cancellationToken);
}

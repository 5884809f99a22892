using Scalewright.Agents.Services;

namespace Benchmarks.Calls;

/// <summary>Service that the benchmark calls.</summary>
[AgentService("benchmarks.echo")]
public partial interface IEcho
{
    /// <summary>Returns its argument.</summary>
    Task<string> EchoAsync(string text, CancellationToken cancellationToken);
}

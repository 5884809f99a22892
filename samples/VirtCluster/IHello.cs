using Scalewright.Agents.Services;

namespace VirtCluster;

/// <summary>The example service, <c>examples.hello</c> by its dotted name.</summary>
[AgentService("examples.hello")]
public partial interface IHello
{
    /// <summary>Says which machine answers.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    Task<string> PingAsync(CancellationToken cancellationToken);
}

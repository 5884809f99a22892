using Scalewright.Agents.Services;

namespace VirtCluster;

/// <summary>The example service, with the dotted name <c>examples.hello</c>.</summary>
[AgentService("examples.hello")]
public partial interface IHello
{
    /// <summary>Returns the name of the machine.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<string> PingAsync(CancellationToken cancellationToken);
}

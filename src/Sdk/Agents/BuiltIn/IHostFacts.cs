using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Reports facts about a node. Part of every agent.</summary>
[AgentService("scalewright.host")]
public partial interface IHostFacts
{
    /// <summary>Reads the current facts.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    [AgentCall(IsIdempotent = true)]
    Task<HostFacts> ReadAsync(CancellationToken cancellationToken);
}

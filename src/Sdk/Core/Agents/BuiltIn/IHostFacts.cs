using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>What every agent tells of its node.</summary>
[AgentService("scalewright.host")]
public partial interface IHostFacts
{
    /// <summary>Reads the facts anew.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    [AgentCall(IsRepeatable = true)]
    Task<HostFacts> ReadAsync(CancellationToken cancellationToken);
}

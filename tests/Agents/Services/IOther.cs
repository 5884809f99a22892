using Scalewright.Agents.Services;

namespace Services.Tests;

/// <summary>A service that no agent has.</summary>
[AgentService]
internal partial interface IOther
{
    Task PingAsync(CancellationToken cancellationToken);
}

using Scalewright.Agents.Services;

namespace Hosting.Tests;

/// <summary>A service that says what it does.</summary>
[AgentService("examples.clerk")]
public partial interface IClerk
{
    Task FileAsync(string letter, CancellationToken cancellationToken);
}

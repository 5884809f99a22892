using Scalewright.Agents.Services;

namespace Hosting.Tests;

/// <summary>A service that logs its calls.</summary>
[AgentService("examples.clerk")]
public partial interface IClerk
{
    Task FileAsync(string letter, CancellationToken cancellationToken);
}

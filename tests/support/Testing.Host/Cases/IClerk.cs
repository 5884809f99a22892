using Scalewright.Agents.Services;

namespace Testing.Host.Cases;

[AgentService("host.clerk")]
public partial interface IClerk
{
    Task<string> GreetAsync(string name, CancellationToken cancellationToken);
}

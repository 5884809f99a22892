using Scalewright.Agents.Services;

namespace Testing.Host.Cases;

/// <summary>What a node of <see cref="AnyPlace"/> answers.</summary>
[AgentService("host.clerk")]
public partial interface IClerk
{
    /// <summary>Who answers; a line of the node's log says who asked.</summary>
    /// <param name="name">Who asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<string> GreetAsync(string name, CancellationToken cancellationToken);
}

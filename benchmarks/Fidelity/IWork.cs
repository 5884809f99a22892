using Scalewright.Agents.Services;

namespace Benchmarks.Fidelity;

/// <summary>What nodes are asked for.</summary>
[AgentService("benchmarks.fidelity")]
public partial interface IWork
{
    /// <summary>Gives back what it is given.</summary>
    Task<int> EchoAsync(int number, CancellationToken cancellationToken);

    /// <summary>Says so many numbered lines.</summary>
    Task SayAsync(int count, CancellationToken cancellationToken);
}

using Scalewright.Agents.Services;

namespace Benchmarks.Fidelity;

/// <summary>Service of the measured nodes.</summary>
[AgentService("benchmarks.fidelity")]
public partial interface IWork
{
    /// <summary>Returns its argument.</summary>
    Task<int> EchoAsync(int number, CancellationToken cancellationToken);

    /// <summary>Logs the given number of numbered lines.</summary>
    Task SayAsync(int count, CancellationToken cancellationToken);
}

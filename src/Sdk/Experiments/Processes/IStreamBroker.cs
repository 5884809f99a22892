using Scalewright.Agents.Services;

namespace Scalewright.Experiments.Processes;

[AgentService("scalewright.experiments.broker")]
internal partial interface IStreamBroker
{
    /// <summary>Starts a job without instances and load, and accepts workers. Replaces an earlier job.</summary>
    /// <returns>Address for workers.</returns>
    Task<BrokerEndpoint> StartAsync(BrokerPlan plan, CancellationToken cancellationToken);

    /// <summary>Sets the number of instances. Earlier instances are rejected, and their records are queued
    /// again.</summary>
    /// <returns>Generation of the new instances.</returns>
    Task<long> AssignAsync(IReadOnlyDictionary<string, int> instances, CancellationToken cancellationToken);

    /// <summary>Sets the load.</summary>
    /// <param name="rates">Records per second by name of the load. Loads that are not listed generate nothing.</param>
    [AgentCall(IsIdempotent = true)]
    Task LoadAsync(IReadOnlyDictionary<string, double> rates, CancellationToken cancellationToken);

    [AgentCall(IsIdempotent = true)]
    Task<BrokerCounters> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Stops the load and rejects all further commits.</summary>
    [AgentCall(IsIdempotent = true)]
    Task<BrokerCounters> CloseAsync(CancellationToken cancellationToken);
}

/// <summary>Configuration of a job for the broker.</summary>
/// <param name="Operators">Operators in topological order.</param>
/// <param name="Loads">Topics by name of the load.</param>
/// <param name="Secret">Shared secret for workers, in hexadecimal.</param>
internal sealed record BrokerPlan(long Seed, IReadOnlyList<InboxPlan> Operators, IReadOnlyDictionary<string, string> Loads, string Secret);

using Scalewright.Agents.Services;

namespace Scalewright.Experiments.Processes;

[AgentService("scalewright.experiments.worker")]
internal partial interface IStreamWorker
{
    /// <summary>Starts a job without instances and connects to the broker. Replaces an earlier job.</summary>
    Task OpenAsync(BrokerEndpoint broker, CancellationToken cancellationToken);

    /// <summary>Starts instances, and stops instances of the same operators with an earlier generation.</summary>
    Task StartAsync(IReadOnlyList<InstancePlan> plans, CancellationToken cancellationToken);

    /// <summary>Stops instances of operators with an earlier generation.</summary>
    /// <param name="generation">First generation to keep.</param>
    [AgentCall(IsIdempotent = true)]
    Task StopAsync(IReadOnlyList<string> operators, long generation, CancellationToken cancellationToken);

    [AgentCall(IsIdempotent = true)]
    Task<IReadOnlyList<InstanceCount>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Returns the address of this node's echo server as <c>ADDRESS:PORT</c>.</summary>
    [AgentCall(IsIdempotent = true)]
    Task<string> EchoAsync(CancellationToken cancellationToken);

    /// <summary>Returns the round-trip time of a datagram to another node; zero if that node does not respond.</summary>
    [AgentCall(IsIdempotent = true)]
    Task<TimeSpan> PingAsync(string address, CancellationToken cancellationToken);

    /// <summary>Indicates whether this node can connect to the broker in the same way as for records.</summary>
    [AgentCall(IsIdempotent = true)]
    Task<bool> ReachAsync(BrokerEndpoint broker, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Stops all instances and writes their counters to a file.</summary>
    /// <returns>Path of the file on the node; empty if it keeps none.</returns>
    Task<string> EndAsync(CancellationToken cancellationToken);
}

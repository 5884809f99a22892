using Scalewright.Agents.Services;

namespace Scalewright.Experiments.Processes;

/// <summary>What the run asks of a node that instances of operators work on.</summary>
[AgentService("scalewright.experiments.worker")]
internal partial interface IStreamWorker
{
    /// <summary>Begins a job without instances, in the place of one before: finds the broker.</summary>
    /// <param name="place">Where the broker is.</param>
    Task BeginAsync(BrokerPlace place, CancellationToken cancellationToken);

    /// <summary>Starts instances, and ends those of the same operators that are of an earlier generation.</summary>
    /// <param name="plans">What they do.</param>
    Task StartAsync(IReadOnlyList<InstancePlan> plans, CancellationToken cancellationToken);

    /// <summary>Ends instances of operators that are of an earlier generation.</summary>
    /// <param name="generation">The first generation that stays.</param>
    [AgentCall(IsRepeatable = true)]
    Task StopAsync(IReadOnlyList<string> operators, long generation, CancellationToken cancellationToken);

    /// <summary>What instances do.</summary>
    [AgentCall(IsRepeatable = true)]
    Task<IReadOnlyList<InstanceCount>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Where this node sends datagrams back, as <c>ADDRESS:PORT</c>.</summary>
    [AgentCall(IsRepeatable = true)]
    Task<string> EchoAsync(CancellationToken cancellationToken);

    /// <summary>Time of a datagram from this node to another and back; zero when no answer comes.</summary>
    /// <param name="place">What <see cref="EchoAsync"/> of the other told.</param>
    [AgentCall(IsRepeatable = true)]
    Task<TimeSpan> PingAsync(string place, CancellationToken cancellationToken);

    /// <summary>Whether this node reaches the broker, over a connection as records take it.</summary>
    /// <param name="place">Where the broker is.</param>
    /// <param name="patience">How long it may take.</param>
    [AgentCall(IsRepeatable = true)]
    Task<bool> ReachAsync(BrokerPlace place, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Ends all instances and writes down what each of them counted.</summary>
    /// <returns>The file of the node; empty when it keeps none.</returns>
    Task<string> EndAsync(CancellationToken cancellationToken);
}

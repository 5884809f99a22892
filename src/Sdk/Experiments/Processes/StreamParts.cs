using Scalewright.Agents.Services;

namespace Scalewright.Experiments.Processes;

/// <summary>What a program must answer as an agent of nodes that experiments run on.</summary>
public static class StreamParts
{
    /// <summary>The load and what waits, and the instances of operators. Begin Main with <c>if (await ScalewrightAgent.TryRunAsync(args, StreamParts.Services)) { return; }</c></summary>
    public static ServiceSet Services { get; } = ServiceSet.Empty
        .Add<IStreamBroker>(static context => new BrokerService(context))
        .Add<IStreamWorker>(static context => new WorkerService(context));
}

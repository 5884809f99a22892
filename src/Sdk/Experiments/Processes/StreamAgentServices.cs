using Scalewright.Agents.Services;

namespace Scalewright.Experiments.Processes;

/// <summary>Services that a program must host as an agent of nodes that run experiments.</summary>
public static class StreamAgentServices
{
    /// <summary>
    /// Services of the broker and of operator instances. Main starts with
    /// <c>if (await ScalewrightAgent.TryRunAsync(args, StreamAgentServices.All)) { return; }</c>.
    /// </summary>
    public static ServiceSet All { get; } =
        ServiceSet
            .Empty.Add<IStreamBroker>(static context => new BrokerService(context))
            .Add<IStreamWorker>(static context => new WorkerService(context));
}

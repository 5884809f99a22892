using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>What every agent answers besides commands and files.</summary>
internal static class BuiltInServices
{
    /// <summary><see cref="IHostFacts"/>, <see cref="INodeMetrics"/>, <see cref="INodeFaults"/>, <see cref="IAgentData"/>, <see cref="IAgentLog"/>.</summary>
    public static ServiceSet All { get; } = ServiceSet.Empty
        .Add<IHostFacts>(static context => new HostFactsService(context))
        .Add<INodeMetrics>(static context => new NodeMetricsService(context))
        .Add<INodeFaults>(static context => new NodeFaultsService(context))
        .Add<IAgentData>(static context => new AgentDataService(context))
        .Add<IAgentLog>(static context => new AgentLogService(context.Log));
}

using System.Runtime.CompilerServices;
using Scalewright.Agents.Services;
using Scalewright.Agents.Wire;

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

/// <summary>Tells what a node is.</summary>
internal sealed class HostFactsService(ServiceContext context) : IHostFacts
{
    public Task<HostFacts> ReadAsync(CancellationToken cancellationToken) =>
        new HostFactsReader(path => NodeText.FileAsync(context, path, cancellationToken), words => NodeText.ProgramAsync(context, words, cancellationToken)).ReadAsync();
}

/// <summary>Gives the lines of an agent to who follows them.</summary>
internal sealed class AgentLogService(AgentLog log) : IAgentLog
{
    public async IAsyncEnumerable<AgentLogLine> FollowAsync(DateTimeOffset? start, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        after = start is null || start == log.Began ? after : 0;
        while (true)
        {
            AgentLogLine[] lines = log.Read(after, out Wakeup? news);
            foreach (AgentLogLine line in lines)
            {
                yield return line;
                after = line.Number;
            }

            if (news is not null)
            {
                await news.WaitAsync(cancellationToken);
            }
        }
    }

    public Task<AgentLogEnd> EndAsync(CancellationToken cancellationToken) => Task.FromResult(log.End);
}

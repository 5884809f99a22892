using System.Runtime.CompilerServices;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.BuiltIn;

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

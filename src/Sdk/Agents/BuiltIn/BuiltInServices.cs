using System.Runtime.CompilerServices;
using Scalewright.Agents.Services;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.BuiltIn;

internal static class BuiltInServices
{
    public static ServiceSet All { get; } =
        ServiceSet
            .Empty.Add<IHostFacts>(static context => new HostFactsService(context))
            .Add<INodeMetrics>(static context => new NodeMetricsService(context))
            .Add<IAgentFaultInjection>(static context => new AgentFaultInjectionService(context))
            .Add<IAgentData>(static context => new AgentDataService(context))
            .Add<IAgentLog>(static context => new AgentLogService(context.Log));
}

internal sealed class HostFactsService(ServiceContext context) : IHostFacts
{
    public Task<HostFacts> ReadAsync(CancellationToken cancellationToken) =>
        HostFacts.ReadAsync(
            path => NodeFactsSource.ReadFileAsync(context, path, cancellationToken),
            command => NodeFactsSource.RunProgramAsync(context, command, cancellationToken)
        );
}

internal sealed class AgentLogService(AgentLog log) : IAgentLog
{
    public async IAsyncEnumerable<AgentLogLine> FollowAsync(
        DateTimeOffset? logStartedAt,
        long afterNumber,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        afterNumber = logStartedAt is null || logStartedAt == log.StartedAt ? afterNumber : 0;
        while (true)
        {
            AgentLogLine[] lines = log.Read(afterNumber, out AsyncSignal? signal);
            foreach (AgentLogLine line in lines)
            {
                yield return line;
                afterNumber = line.Number;
            }

            if (signal is not null)
            {
                await signal.WaitAsync(cancellationToken);
            }
        }
    }

    public Task<AgentLogPosition> GetPositionAsync(CancellationToken cancellationToken) => Task.FromResult(log.End);
}

internal sealed class NodeMetricsService(ServiceContext context) : INodeMetrics
{
    private static readonly TimeSpan MinPeriod = TimeSpan.FromMilliseconds(100);

    public async Task<NodeMetrics> ReadAsync(CancellationToken cancellationToken) => (await MeasureAsync(null, cancellationToken)).Metrics;

    public async IAsyncEnumerable<NodeMetrics> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CpuTime? before = null;
        while (true)
        {
            (NodeMetrics metrics, before) = await MeasureAsync(before, cancellationToken);
            yield return metrics;
            await Task.Delay(interval > MinPeriod ? interval : MinPeriod, context.Clock, cancellationToken);
        }
    }

    private async Task<(NodeMetrics Metrics, CpuTime? Time)> MeasureAsync(CpuTime? before, CancellationToken cancellationToken)
    {
        string memory = await NodeFactsSource.ReadFileAsync(context, "/proc/meminfo", cancellationToken);
        string load = (await NodeFactsSource.ReadFileAsync(context, "/proc/loadavg", cancellationToken)).Split(' ')[0];
        CpuTime? now = ParseTime((await NodeFactsSource.ReadFileAsync(context, "/proc/stat", cancellationToken)).Split('\n')[0]);
        double? loadAverage = double.TryParse(load, CultureInfo.InvariantCulture, out double number) ? number : null;
        NodeMetrics metrics = new()
        {
            Timestamp = context.Clock.GetUtcNow(),
            LoadAverage = loadAverage,
            CpuUtilization =
                before is not null && now is not null && now.All > before.All
                    ? (double)(now.Busy - before.Busy) / (now.All - before.All)
                    : null,
            AvailableMemoryMiB = HostFacts.FindMemory(memory, "MemAvailable"),
            MemoryMiB = HostFacts.FindMemory(memory, "MemTotal"),
        };
        return (metrics, now);
    }

    // https://man7.org/linux/man-pages/man5/proc_stat.5.html: user, nice, system, idle, iowait, and others, in ticks.
    private static CpuTime? ParseTime(string line)
    {
        const int Idle = 3,
            Wait = 4;
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not ["cpu", .. var texts] || texts.Length <= Wait)
        {
            return null;
        }

        long[] ticks = [.. texts.Select(static text => long.TryParse(text, CultureInfo.InvariantCulture, out long count) ? count : 0)];
        long all = ticks.Sum();
        return new CpuTime(all - ticks[Idle] - ticks[Wait], all);
    }

    /// <summary>Time of all processors since the start of the node, in ticks.</summary>
    private sealed record CpuTime(long Busy, long All);
}

using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Experiments.Coordinates;

namespace Scalewright.Experiments.Processes;

/// <summary>Latencies between machines, measured by pings between their agents with a short timeout.</summary>
internal sealed class MachineLatencies : ILatencySource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, string> _posts = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ProcessNode> _nodes;
    private readonly TimeProvider _clock;
    private readonly PingLatencySource _pinged;

    public MachineLatencies(IReadOnlyList<ProcessNode> nodes, TimeProvider clock, long seed) =>
        (_nodes, _clock, _pinged) = (nodes, clock, new PingLatencySource(seed, PingAsync));

    public Task MeasureAsync(ValueList<string> machines, CancellationToken cancellationToken) =>
        _pinged.MeasureAsync(machines, cancellationToken);

    public double GetLatency(string one, string other) => _pinged.GetLatency(one, other);

    private async Task<TimeSpan?> PingAsync(string from, string to, CancellationToken cancellationToken)
    {
        if (!_posts.TryGetValue(to, out string? post))
        {
            post = await AskAsync(WorkerOf(to).EchoAsync, cancellationToken) ?? "";
            _posts[to] = post;
        }

        TimeSpan time = post.Length > 0
            ? await AskAsync(token => WorkerOf(from).PingAsync(post, token), cancellationToken)
            : default;
        if (time > TimeSpan.Zero)
        {
            return time;
        }

        // A restarted agent has another address.
        _posts.TryRemove(to, out _);
        return null;
    }

    private IStreamWorker WorkerOf(string machine) => _nodes.First(node => node.Name == machine).Worker;

    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(Patience, _clock);
        using CancellationTokenSource both =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await ask(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return default;
        }
        catch (Exception trouble) when (trouble is AgentException or ClusterException)
        {
            return default;
        }
    }
}

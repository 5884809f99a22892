using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Experiments.Coordinates;

namespace Scalewright.Experiments.Processes;

/// <summary>Latencies between machines, measured by pings between their agents with a short timeout.</summary>
internal sealed class MachineLatencies : ILatencySource
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);
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
        if (!_addresses.TryGetValue(to, out string? address))
        {
            address = await QueryAsync(GetWorker(to).EchoAsync, cancellationToken) ?? "";
            _addresses[to] = address;
        }

        TimeSpan time =
            address.Length > 0 ? await QueryAsync(token => GetWorker(from).PingAsync(address, token), cancellationToken) : default;
        if (time > TimeSpan.Zero)
        {
            return time;
        }

        // A restarted agent has another address.
        _addresses.TryRemove(to, out _);
        return null;
    }

    private IStreamWorker GetWorker(string machine) => _nodes.First(node => node.Name == machine).Worker;

    private async Task<T?> QueryAsync<T>(Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(Timeout, _clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await query(both.Token);
        }
        catch (Exception exception)
            when (exception is AgentException or ClusterException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return default;
        }
    }
}

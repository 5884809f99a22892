namespace Scalewright.Experiments.Coordinates;

/// <summary>
/// Estimates latencies with network coordinates (Vivaldi). Each measurement pings only a few pairs of machines.
/// </summary>
/// <param name="seed">Seed for the selection of pairs.</param>
/// <param name="ping">
/// Returns the round-trip time between two machines, measured by an agent on the first; null on timeout.
/// </param>
public sealed class PingLatencySource(long seed, Func<string, string, CancellationToken, Task<TimeSpan?>> ping) : ILatencySource
{
    private readonly Lock _gate = new();
    private readonly CoordinateMap _map = new(seed);

    /// <inheritdoc/>
    public async Task MeasureAsync(ValueList<string> machines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(machines);

        List<(string From, string To)> pairs;
        lock (_gate)
        {
            pairs = _map.SelectPairs(machines);
        }

        // The machines ping in parallel, so a slow machine delays only its own pairs.
        await Task.WhenAll(
            pairs.GroupBy(pair => pair.From, StringComparer.Ordinal).Select(group => MeasureAsync([.. group], cancellationToken))
        );
    }

    /// <inheritdoc/>
    public double GetLatency(string one, string other)
    {
        lock (_gate)
        {
            return _map.GetLatency(one, other);
        }
    }

    private async Task MeasureAsync(ValueList<(string From, string To)> pairs, CancellationToken cancellationToken)
    {
        foreach ((string from, string to) in pairs)
        {
            TimeSpan? time = await ping(from, to, cancellationToken);
            lock (_gate)
            {
                if (time is { Ticks: > 0 } measured)
                {
                    _map.Update(from, to, measured.TotalSeconds);
                }
            }
        }
    }
}

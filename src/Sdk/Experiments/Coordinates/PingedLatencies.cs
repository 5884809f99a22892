namespace Scalewright.Experiments.Coordinates;

/// <summary>Latencies from pings of a few pairs at a time, by coordinates of our own.</summary>
/// <param name="seed">The seed of which pairs are measured.</param>
/// <param name="ping">Time there and back from one machine to another, as an agent of the first measures it; null when no answer comes.</param>
public sealed class PingedLatencies(long seed, Func<string, string, CancellationToken, Task<TimeSpan?>> ping) : ILatencySource
{
    private readonly Lock _gate = new();
    private readonly CoordinateMap _map = new(seed);

    /// <inheritdoc/>
    public async Task MeasureAsync(ValueList<string> machines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(machines);

        // The map says which pairs it wants; they are measured, and then it learns. One that is silent holds up those alone that ask it.
        List<(string From, string To)> pairs = [];
        lock (_gate)
        {
            _map.Measure(machines, (from, to, _) =>
            {
                pairs.Add((from, to));
                return null;
            });
        }

        await Task.WhenAll(pairs.GroupBy(pair => pair.From, StringComparer.Ordinal).Select(group => MeasureAsync([.. group], cancellationToken)));
    }

    /// <inheritdoc/>
    public double LatencyOf(string one, string other)
    {
        lock (_gate)
        {
            return _map.LatencyOf(one, other);
        }
    }

    private async Task MeasureAsync(ValueList<(string From, string To)> pairs, CancellationToken cancellationToken)
    {
        foreach ((string from, string to) in pairs)
        {
            TimeSpan? time = await ping(from, to, cancellationToken);
            lock (_gate)
            {
                if (time is { Ticks: > 0 } known)
                {
                    _map.Learn(from, to, known.TotalSeconds);
                }
            }
        }
    }
}

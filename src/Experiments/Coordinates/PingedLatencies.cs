namespace Scalewright.Experiments.Coordinates;

/// <summary>Latencies from pings of a few pairs at a time, by coordinates of our own.</summary>
/// <param name="seed">The seed of which pairs are measured.</param>
/// <param name="ping">Time there and back from one machine to another, as an agent of the first measures it; null when no answer comes.</param>
public sealed class PingedLatencies(long seed, Func<string, string, CancellationToken, Task<TimeSpan?>> ping) : ILatencySource
{
    private readonly CoordinateMap _map = new(seed);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task MeasureAsync(ValueList<string> machines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(machines);

        // The map says which pairs it wants; they are measured, and then it learns.
        List<(string From, string To)> pairs = [];
        _map.Measure(machines, (from, to, _) =>
        {
            pairs.Add((from, to));
            return null;
        });
        foreach ((string from, string to) in pairs)
        {
            if (await ping(from, to, cancellationToken) is { Ticks: > 0 } time)
            {
                _map.Learn(from, to, time.TotalSeconds);
                _known.Add(from);
                _known.Add(to);
            }
        }
    }

    /// <inheritdoc/>
    public double LatencyOf(string one, string other) => one == other ? 0 : _known.Contains(one) && _known.Contains(other) ? _map.LatencyOf(one, other) : double.PositiveInfinity;
}

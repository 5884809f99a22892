namespace Scalewright.Decisions;

/// <summary>Average of one <see cref="MetricWindow"/>. Allocates memory only while its window fills.</summary>
internal sealed class WindowAverage(MetricWindow window)
{
    private (long Ticks, double Value)[] _readings = new (long, double)[8];
    private int _first;
    private int _count;
    private double _sum;

    public MetricWindow Window => window;

    public void Add(in MetricReading reading, DateTimeOffset at)
    {
        if (!reading.IsUsable)
        {
            return;
        }

        if (_count == MetricWindow.MaxReadings)
        {
            Drop();
        }

        if (_count == _readings.Length)
        {
            Grow();
        }

        _readings[(_first + _count++) % _readings.Length] = (at.UtcTicks, reading.Value);
        _sum += reading.Value;
    }

    /// <param name="latest">Last reading of the averaged metric; provides the state if there is no average.</param>
    public MetricReading Read(in MetricReading latest, DateTimeOffset at)
    {
        while (_count > 0 && _readings[_first].Ticks <= at.UtcTicks - window.Period.Ticks)
        {
            Drop();
        }

        MetricState stateIfEmpty = latest.State == MetricState.Fresh ? MetricState.Failed : latest.State;
        return _count == 0
            ? latest with
            {
                Name = window.Name,
                Samples = default,
                State = stateIfEmpty,
            }
            : new MetricReading
            {
                Name = window.Name,
                State = MetricState.Fresh,
                Value = Math.Max(0, _sum / _count),
                Timestamp = at,
            };
    }

    public PersistedMetricWindow Save()
    {
        int count = Math.Min(_count, MetricWindow.MaxPersistedReadings);
        (long[] ticks, double[] values) = (new long[count], new double[count]);
        for (int index = 0; index < count; index++)
        {
            (ticks[index], values[index]) = _readings[(_first + _count - count + index) % _readings.Length];
        }

        return new PersistedMetricWindow(window.Name, window.SourceMetric, ticks, values);
    }

    /// <summary>Restores stored contents, except readings from the future.</summary>
    public void Restore(PersistedMetricWindow saved, DateTimeOffset now)
    {
        foreach ((long ticks, double value) in saved.Ticks.Zip(saved.Values).Where(pair => pair.First > 0 && pair.First <= now.UtcTicks))
        {
            Add(MetricReading.FromValue(saved.Of, value), new DateTimeOffset(ticks, TimeSpan.Zero));
        }
    }

    // Running sums accumulate rounding errors, so the sum is recomputed once per pass through the buffer.
    private void Drop()
    {
        _sum -= _readings[_first].Value;
        _count--;
        if (++_first == _readings.Length)
        {
            _first = 0;
            _sum = 0;
            for (int index = 0; index < _count; index++)
            {
                _sum += _readings[index].Value;
            }
        }
        else if (_count == 0)
        {
            _sum = 0;
        }
    }

    private void Grow()
    {
        (long, double)[] capacity = new (long, double)[_readings.Length * 2];
        for (int index = 0; index < _count; index++)
        {
            capacity[index] = _readings[(_first + index) % _readings.Length];
        }

        (_readings, _first) = (capacity, 0);
    }
}

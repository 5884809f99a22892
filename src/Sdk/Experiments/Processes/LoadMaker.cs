namespace Scalewright.Experiments.Processes;

/// <summary>Makes records at the wanted rates until it is disposed. Who is late makes up for it, so that a rate is kept on a busy machine, too.</summary>
internal sealed class LoadMaker : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);
    private readonly StreamBroker _broker;
    private readonly TimeProvider _clock;
    private readonly (string Name, string Topic)[] _loads;
    private readonly double[] _rates;
    private readonly double[] _due;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _making;
    private long _lookedAt;

    public LoadMaker(StreamBroker broker, IReadOnlyDictionary<string, string> loads, TimeProvider clock)
    {
        (_broker, _clock, _lookedAt) = (broker, clock, clock.GetTimestamp());
        _loads = [.. loads.Select(entry => (entry.Key, entry.Value))];
        (_rates, _due) = (new double[_loads.Length], new double[_loads.Length]);
        _making = MakeAsync();
    }

    /// <summary>Sets the rates from now on; loads that are not named make nothing.</summary>
    public void Set(IReadOnlyDictionary<string, double> rates)
    {
        lock (_gate)
        {
            Catch();
            for (int index = 0; index < _loads.Length; index++)
            {
                _rates[index] = rates.GetValueOrDefault(_loads[index].Name);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _making;
        _ending.Dispose();
    }

    /// <summary>Makes what is due.</summary>
    private void Catch()
    {
        long now = _clock.GetTimestamp();
        double seconds = _clock.GetElapsedTime(_lookedAt, now).TotalSeconds;
        _lookedAt = now;
        for (int index = 0; index < _loads.Length; index++)
        {
            _due[index] += _rates[index] * seconds;
            long count = (long)_due[index];
            _due[index] -= count;
            _broker.Add(_loads[index].Topic, count);
        }
    }

    private async Task MakeAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Period, _clock, _ending.Token);
                lock (_gate)
                {
                    Catch();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}

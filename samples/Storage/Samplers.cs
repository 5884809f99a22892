namespace StorageSample;

/// <summary>Measures the manager's response times and queue lengths once a second while a routine runs.</summary>
internal sealed class Samplers : IAsyncDisposable
{
    private static readonly string[] Resources = ["host", "filesystem", "target", "volume", "command", "alert", "event"];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ManagerApi _api;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, (long Length, long Taken, double Rate)> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _drains = new(StringComparer.Ordinal);
    private readonly Task _running;

    public Samplers(ManagerApi api)
    {
        (_api, StartedAt) = (api, api.Clock.GetTimestamp());
        _running = RunAsync();
    }

    /// <summary>Start, as a timestamp of the manager's clock.</summary>
    public long StartedAt { get; }

    public TimeSpan Elapsed => _api.Clock.GetElapsedTime(StartedAt);

    /// <summary>Milliseconds of each response, by path.</summary>
    public Dictionary<string, List<double>> Latencies { get; } = Resources.ToDictionary(name => $"api/{name}/", _ => new List<double>(), StringComparer.Ordinal);

    /// <summary>Lengths by queue. The first is the length before the routine.</summary>
    public Dictionary<string, List<double>> Lengths { get; } = new(StringComparer.Ordinal);

    /// <summary>First queue that has grown by more than the allowed length; null if all are shorter.</summary>
    /// <param name="allowed">Allowed number of messages, by the queue's drain rate per second.</param>
    public string? FullQueue(Func<double, double> allowed)
    {
        lock (_gate)
        {
            return _last.Where(queue => queue.Value.Length - Lengths[queue.Key][0] > allowed(queue.Value.Rate))
                .Select(queue => $"queue {queue.Key}: {queue.Value.Length} messages, {queue.Value.Rate:0} taken in a second").FirstOrDefault();
        }
    }

    /// <summary>Maximum number of messages that left a queue in one second.</summary>
    public double DrainOf(string queue)
    {
        lock (_gate)
        {
            return _drains.GetValueOrDefault(queue);
        }
    }

    /// <summary>Stops sampling and keeps the results.</summary>
    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    public async Task StopAsync()
    {
        _stop.Cancel();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                foreach ((string path, List<double> times) in Latencies)
                {
                    long start = _api.Clock.GetTimestamp();
                    await _api.GetAsync(path, _stop.Token);
                    times.Add(_api.Clock.GetElapsedTime(start).TotalMilliseconds);
                }

                Note(await _api.GetAsync("api/system_status/", _stop.Token));
                await Task.Delay(Pause, _api.Clock, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The routine has ended.
        }
    }

    private void Note(ManagerResponse status)
    {
        lock (_gate)
        {
            foreach (ManagerResponse queue in status.Objects("queues"))
            {
                string name = queue.Text("name");
                (long length, long taken) = (queue.Whole("messages"), queue.Whole("delivered"));
                long before = _last.TryGetValue(name, out (long Length, long Taken, double Rate) known) ? known.Taken : taken;
                double drained = (taken - before) / Pause.TotalSeconds;
                _last[name] = (length, taken, drained);
                _drains[name] = Math.Max(_drains.GetValueOrDefault(name), drained);
                Lengths.TryAdd(name, []);
                Lengths[name].Add(length);
            }
        }
    }
}

using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Servers;

namespace StorageSample;

/// <summary>Servers of a demo without power, each until the manager and the user have noticed it.</summary>
internal sealed class Outages : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(10);

    // Far longer than a manager needs. If it never notices, the servers get power again.
    private static readonly TimeSpan NoticeMax = TimeSpan.FromMinutes(5);

    private readonly StorageCluster _cluster;
    private readonly ManagerApi _api;
    private readonly TextWriter _output;
    private readonly CancellationTokenSource _stop;
    private readonly Dictionary<string, Task> _underWay = new(StringComparer.Ordinal);

    public Outages(StorageCluster cluster, ManagerApi api, TextWriter output, CancellationToken cancellationToken) =>
        (_cluster, _api, _output, _stop) = (cluster, api, output, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));

    /// <summary>True if a server has no power, or the manager has not detected its return.</summary>
    public bool IsOut(StorageServer server) => _underWay.ContainsKey(server.Name.Fqdn);

    /// <summary>Turns off a server.</summary>
    public void Begin(StorageServer server) => _underWay[server.Name.Fqdn] = PlayAsync(server);

    /// <summary>Removes completed outages.</summary>
    /// <exception cref="SimulatorException">The manager no longer responds.</exception>
    public async Task CheckAsync()
    {
        foreach ((string fqdn, Task outage) in _underWay.Where(outage => outage.Value.IsCompleted).ToList())
        {
            _underWay.Remove(fqdn);
            await outage;
        }
    }

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    public async ValueTask DisposeAsync()
    {
        // Yield first, so that continuations do not run within the signal that stops the program.
        await Task.Yield();
        _stop.Cancel();
        foreach (Task outage in _underWay.Values)
        {
            try
            {
                await outage;
            }
            catch (Exception exception) when (exception is OperationCanceledException or SimulatorException or StorageException)
            {
                // The exception is expected when an outage is cut short.
            }
        }

        _stop.Dispose();
    }

    private async Task PlayAsync(StorageServer server)
    {
        string name = server.Name.Node;
        DateTimeOffset begun = _cluster.Clock.GetUtcNow();
        await SwitchAsync(server, isOn: false);
        int moves = _cluster.Availability.RecentMoves.Count(item => item.Timestamp >= begun && Concerns(item.Move, name));
        Log($"{name} lost power: {Pluralizer.Format(moves, "target")} moved");
        await WaitAsync(server, isHeard: false);
        Log($"{name} is out of contact, according to the manager");
        await Task.Delay(Shown, _api.Clock, _stop.Token);
        await SwitchAsync(server, isOn: true);
        Log($"{name} has power again");
        await WaitAsync(server, isHeard: true);
    }

    private async Task WaitAsync(StorageServer server, bool isHeard)
    {
        long start = _api.Clock.GetTimestamp();
        while (_api.Clock.GetElapsedTime(start) < NoticeMax && await IsHeardAsync(server) != isHeard)
        {
            await Task.Delay(Look, _api.Clock, _stop.Token);
        }
    }

    private async Task<bool> IsHeardAsync(StorageServer server) =>
        (await _api.ListAsync("host", _stop.Token)).Any(host => host.Text("fqdn") == server.Name.Fqdn && host.Flag("contact"));

    private async Task SwitchAsync(StorageServer server, bool isOn)
    {
        foreach (string unit in _cluster.Power.Units)
        {
            await _cluster.Power.SwitchAsync(unit, server.Outlet!, isOn, cancellationToken: _stop.Token);
        }
    }

    private static bool Concerns(HaMove move, string node) => string.Equals(move.From, node, StringComparison.Ordinal);

    private void Log(string what) => _output.WriteLine($"{_api.Clock.GetLocalNow():HH:mm:ss} {what}");
}

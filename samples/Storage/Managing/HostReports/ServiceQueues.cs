using StorageSample.Managing.Commands;
using StorageSample.Managing.Links;
using StorageSample.Managing.Records;

namespace StorageSample.Managing.HostReports;

/// <summary>Services for the sessions: one queue per plug-in of agents.</summary>
internal sealed class ServiceQueues : ILinkServices
{
    private readonly ConcurrentDictionary<string, HostReport> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServiceQueue> _queues;
    private readonly ManagerStore _store;
    private readonly EventList _events;
    private readonly StorageManagerOptions _options;
    private ActionDispatcher? _dispatcher;
    private long _logLines;

    public ServiceQueues(ManagerStore store, EventList events, StorageManagerOptions options)
    {
        (_store, _events, _options) = (store, events, options);
        (string Plugin, Action<AgentMessage> Take)[] services =
        [
            ("linux", SetDevices),
            ("linux_network", SetNetwork),
            ("lustre", SetTargets),
            ("corosync", SetPeers),
            ("systemd_journal", ReceiveLog),
            ("simulator_controller", static _ => { }),
        ];
        _queues = services.ToDictionary(
            plugin => plugin.Plugin,
            plugin => new ServiceQueue(plugin.Plugin, plugin.Take, options),
            StringComparer.Ordinal
        );
    }

    public VolumeList Volumes { get; } = new();

    public IEnumerable<ServiceQueue> Queues => _queues.Values;

    /// <summary>Number of log lines received since the manager's start.</summary>
    public long LogLineCount => Interlocked.Read(ref _logLines);

    public void Use(ActionDispatcher dispatcher) => _dispatcher = dispatcher;

    public HostReport GetReport(string fqdn) => _hosts.GetValueOrDefault(fqdn, HostReport.None);

    public void Forget(HostRecord host)
    {
        _hosts.TryRemove(host.Fqdn, out _);
        Volumes.Forget(host.Id);
    }

    public void OnSessionStarted(string fqdn, string plugin)
    {
        if (string.Equals(plugin, ActionDispatcher.Plugin, StringComparison.Ordinal))
        {
            _dispatcher?.OnSessionStarted(fqdn);
        }
    }

    public void OnSessionEnded(string fqdn, string plugin)
    {
        if (string.Equals(plugin, ActionDispatcher.Plugin, StringComparison.Ordinal))
        {
            _dispatcher?.OnSessionEnded(fqdn);
        }
    }

    public void OnMessage(AgentMessage message)
    {
        if (string.Equals(message.Plugin, ActionDispatcher.Plugin, StringComparison.Ordinal))
        {
            // A caller waits for this response, so it bypasses the queue.
            _dispatcher?.Receive(message);
        }
        else if (_queues.TryGetValue(message.Plugin ?? "", out ServiceQueue? queue))
        {
            queue.Add(message);
        }
    }

    public void OnLinkEvent(string fqdn, LinkEvent linkEvent)
    {
        _events.Add(
            linkEvent == LinkEvent.Lost ? "contact" : "heard",
            linkEvent switch
            {
                LinkEvent.Lost => $"{fqdn} is out of contact",
                LinkEvent.Found => $"{fqdn} is in contact again",
                _ => $"{fqdn} has booted",
            }
        );
        if (linkEvent == LinkEvent.Lost)
        {
            _dispatcher?.Lost(fqdn);
        }
    }

    /// <summary>Receives the scan of all plug-ins that a host returned on request.</summary>
    public void SetScan(string fqdn, JsonElement scan)
    {
        SetDevices(fqdn, HostReportReader.InScan(scan, "linux"));
        SetNetwork(fqdn, HostReportReader.InScan(scan, "linux_network"));
        SetPeers(fqdn, HostReportReader.InScan(scan, "corosync"));
    }

    private void SetDevices(AgentMessage message) => SetDevices(message.Fqdn, HostReportReader.Parse(message.Body));

    private void SetDevices(string fqdn, JsonElement report)
    {
        if (HostReportReader.Devices(report) is { } devices && _store.Read(store => store.FindHost(fqdn)) is { } host)
        {
            Update(fqdn, sighting => sighting with { Devices = devices });
            Volumes.See(host.Id, devices);
        }
    }

    private void SetNetwork(AgentMessage message) => SetNetwork(message.Fqdn, HostReportReader.Parse(message.Body));

    private void SetNetwork(string fqdn, JsonElement report)
    {
        if (HostReportReader.Network(report) is { } network)
        {
            Update(fqdn, sighting => sighting with { LnetState = network.State, Nids = network.Nids });
        }
    }

    private void SetPeers(AgentMessage message) => SetPeers(message.Fqdn, HostReportReader.Parse(message.Body));

    private void SetPeers(string fqdn, JsonElement report)
    {
        if (HostReportReader.Peers(report) is { } peers)
        {
            Update(fqdn, sighting => sighting with { Peers = peers });
        }
    }

    private void ReceiveLog(AgentMessage message) =>
        Interlocked.Add(ref _logLines, HostReportReader.LogLineCount(HostReportReader.Parse(message.Body)));

    private void SetTargets(AgentMessage message)
    {
        JsonElement report = HostReportReader.Parse(message.Body);
        (string HaLabel, string? Nodename)[] locations = [.. HostReportReader.Locations(report)];
        if (locations.Length == 0)
        {
            return;
        }

        HostReportAge age = new(HostReportReader.StartedAt(report), _options.Clock.GetUtcNow());
        List<(TargetRecord Target, string Place)> moved = _store.Read(store => Moved(store, locations, age));
        if (moved.Count > 0)
        {
            // No caller waits, and the next report repeats the change.
            _ = _store.ChangeAsync(state => new ManagerChange { Targets = moved.ConvertAll(entry => entry.Target).ToValueList() });
            moved.ForEach(entry => _events.Add("failover", $"{entry.Target.Name} runs on {entry.Place}"));
        }
    }

    private static List<(TargetRecord Target, string Place)> Moved(
        ManagerStore store,
        (string HaLabel, string? Nodename)[] locations,
        HostReportAge age
    )
    {
        List<(TargetRecord, string)> moved = [];
        foreach (TargetRecord target in store.Targets.All)
        {
            int at = Array.FindIndex(locations, location => string.Equals(location.HaLabel, target.HaLabel, StringComparison.Ordinal));
            if (at < 0 || target.State is not (TargetRecord.Mounted or TargetRecord.Unmounted) || age.IsBefore(target.NotedAt))
            {
                continue;
            }

            string? location = locations[at].Nodename;
            int? active = new[] { target.PrimaryHostId, target.SecondaryHostId ?? 0 }
                .Select(store.Hosts.Find)
                .OfType<HostRecord>()
                .FirstOrDefault(host => string.Equals(host.Nodename, location, StringComparison.Ordinal))
                ?.Id;
            if (active != target.ActiveHostId)
            {
                moved.Add(
                    (
                        target with
                        {
                            ActiveHostId = active,
                            State = active is null ? TargetRecord.Unmounted : TargetRecord.Mounted,
                        },
                        location ?? "no server"
                    )
                );
            }
        }

        return moved;
    }

    private void Update(string fqdn, Func<HostReport, HostReport> change) =>
        _hosts.AddOrUpdate(fqdn, static (_, how) => how(HostReport.None), static (_, before, how) => how(before), change);
}

/// <summary>Age of a report. After the agent's scan, it waits in queues while commands continue.</summary>
/// <param name="startedAt">Start of the agent's scan by its clock; null if not reported.</param>
/// <param name="now">Time at which the report is read.</param>
internal readonly struct HostReportAge(DateTimeOffset? startedAt, DateTimeOffset now)
{
    // Longer than any real delay. An older report comes from a wrong clock and counts as a report without a time.
    private static readonly TimeSpan MaxUnderWay = TimeSpan.FromMinutes(1);

    // Times in reports are truncated to microseconds.
    private static readonly TimeSpan Unit = TimeSpan.FromMicroseconds(1);

    /// <summary>Returns true if the report is older than a command's change and must be ignored.</summary>
    public bool IsBefore(DateTimeOffset? notedAt) =>
        startedAt is { } started && notedAt is { } noted && noted <= now && noted - started > Unit && now - started <= MaxUnderWay;
}

/// <summary>Last report of a host's agent.</summary>
internal sealed record HostReport
{
    public static HostReport None { get; } = new();

    /// <summary>Visible disks, by serial number.</summary>
    public IReadOnlyList<ReportedDevice> Devices { get; init; } = [];

    public IReadOnlyList<string> Nids { get; init; } = [];

    /// <summary>Short names of all servers in its high-availability cluster; empty while that does not run.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    public string LnetState { get; init; } = "";
}

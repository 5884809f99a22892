namespace Scalewright.Storage.Hsm;

/// <summary>Random HSM workload. Its state is lost on restart. Thread-safe.</summary>
/// <remarks>Enabled coordinators create requests. Running copytools share them and process them at their speed. For
/// each start, completion or loss of a request, the worker also writes a log line, which its agent sends to the
/// manager.</remarks>
public sealed class HsmWorkload
{
    // Coordinators create and assign requests every ten seconds.
    private const long PassesPerSchedule = 10;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly StorageCluster _cluster;
    private readonly HsmWorkloadOptions _options;
    private readonly SortedDictionary<long, HsmRequest> _requests = [];
    private readonly Dictionary<string, int> _purges = new(StringComparer.Ordinal);
    private readonly List<HsmEvent> _events = [];
    private long _last;
    private long _pass;

    /// <summary>Creates a workload without requests.</summary>
    /// <param name="cluster">Cluster with the coordinators and copytools.</param>
    /// <param name="options">Amount and speed. Null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public HsmWorkload(StorageCluster cluster, HsmWorkloadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        (_cluster, _options) = (cluster, (options ?? new HsmWorkloadOptions()).Checked());
    }

    /// <summary>Queued and active requests, by number.</summary>
    public ValueList<HsmRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return _requests.Values.ToValueList();
            }
        }
    }

    /// <summary>Creates and processes requests until it is canceled.</summary>
    /// <param name="report">Receives the events, in order. Null: events are not reported.</param>
    /// <param name="cancellationToken">Stops the workload.</param>
    public async Task RunAsync(Action<HsmEvent>? report = null, CancellationToken cancellationToken = default)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                foreach (HsmEvent hsmEvent in Pass(_cluster.Clock.GetUtcNow()))
                {
                    report?.Invoke(hsmEvent);
                }

                await Task.Delay(ProgressInterval, _cluster.Clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancellation is the normal way to stop.
        }
    }

    private HsmEvent[] Pass(DateTimeOffset now)
    {
        ValueList<HsmCoordinator> coordinators = _cluster.Hsm.Coordinators;
        Copytool[] tools = [.. _cluster.Hsm.Copytools.Where(tool => tool.IsRunning && _cluster.Servers.IsAgentRunning(tool.Server.Fqdn))];
        lock (_gate)
        {
            _events.Clear();
            Drop(coordinators, now);
            Requeue(tools, now);
            Array.ForEach(tools, tool => Progress(tool, now));
            if (_pass++ % PassesPerSchedule == 0)
            {
                foreach (HsmCoordinator coordinator in coordinators.Where(coordinator => coordinator.IsEnabled))
                {
                    AssignRequests(coordinator.FsName, [.. tools.Where(tool => tool.FsName == coordinator.FsName)], now);
                }
            }

            return [.. _events];
        }
    }

    private void Drop(ValueList<HsmCoordinator> coordinators, DateTimeOffset now)
    {
        foreach (HsmCoordinator coordinator in coordinators)
        {
            if (_purges.GetValueOrDefault(coordinator.FsName) == coordinator.PurgeCount)
            {
                continue;
            }

            _purges[coordinator.FsName] = coordinator.PurgeCount;
            foreach (HsmRequest request in Select(coordinator.FsName))
            {
                _requests.Remove(request.Number);
                Report(now, HsmEventKind.Purged, request);
            }
        }
    }

    private void Requeue(Copytool[] tools, DateTimeOffset now)
    {
        HashSet<string> toolIds = [.. tools.Select(tool => tool.Id)];
        foreach (
            HsmRequest request in _requests
                .Values.Where(request => request.Copytool.Length > 0 && !toolIds.Contains(request.Copytool))
                .ToArray()
        )
        {
            _requests[request.Number] = request with { Copytool = "", BytesDone = 0 };
            Report(now, HsmEventKind.Lost, request);
        }
    }

    private void Progress(Copytool tool, DateTimeOffset now)
    {
        HsmRequest[] active = [.. _requests.Values.Where(request => request.Copytool == tool.Id)];
        foreach (HsmRequest request in active)
        {
            long share = (long)(_options.BytesPerSecond * ProgressInterval.TotalSeconds / active.Length);
            HsmRequest further = request with { BytesDone = Math.Min(request.Bytes, request.BytesDone + Math.Max(1, share)) };
            bool isDone = further.BytesDone == further.Bytes;
            if (isDone)
            {
                _requests.Remove(request.Number);
            }
            else
            {
                _requests[request.Number] = further;
            }

            Report(now, isDone ? HsmEventKind.Finished : HsmEventKind.Progressed, further);
        }
    }

    /// <summary>Creates requests up to the capacity of the copytools and assigns each to the least busy.</summary>
    private void AssignRequests(string fsName, Copytool[] tools, DateTimeOffset now)
    {
        for (int open = (tools.Length * _options.MaxRequestsPerCopytool) - Select(fsName).Length; open > 0; open--)
        {
            HsmAction action = (HsmAction)_cluster.Random.Next((long)HsmAction.Remove);
            HsmRequest created = new(
                ++_last,
                fsName,
                action,
                action == HsmAction.Remove ? 0 : 1 + _cluster.Random.Next(_options.MaxFileBytes - 1)
            );
            _requests.Add(created.Number, created);
        }

        foreach (HsmRequest waiting in Select(fsName).Where(request => request.Copytool.Length == 0))
        {
            (Copytool Tool, int Count)[] free =
            [
                .. tools
                    .Select(tool => (Tool: tool, Count: _requests.Values.Count(request => request.Copytool == tool.Id)))
                    .Where(candidate => candidate.Count < _options.MaxRequestsPerCopytool),
            ];
            if (free.Length == 0)
            {
                return;
            }

            HsmRequest started = _requests[waiting.Number] = waiting with { Copytool = free.MinBy(candidate => candidate.Count).Tool.Id };
            Report(now, HsmEventKind.Started, started);
        }
    }

    private HsmRequest[] Select(string fsName) => [.. _requests.Values.Where(request => request.FsName == fsName)];

    private void Report(DateTimeOffset now, HsmEventKind kind, HsmRequest request)
    {
        HsmEvent hsmEvent = new(now, kind, request);
        _events.Add(hsmEvent);
        if (kind != HsmEventKind.Progressed && _cluster.Hsm.Copytools.FirstOrDefault(tool => tool.Id == request.Copytool) is { } tool)
        {
            _cluster.Logs.Inject(tool.Server.Fqdn, string.Create(CultureInfo.InvariantCulture, $"copytool {hsmEvent}"), now);
        }
    }
}

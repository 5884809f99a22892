using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

/// <summary>The controllers of a cluster, which run one after another.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _ending = new();
    private readonly Deployments _deployments;
    private readonly StatefulSets _statefulSets;
    private readonly Scheduler _scheduler;
    private readonly Kubelets _kubelets;
    private readonly Jobs _jobs;
    private readonly PodPrograms _programs;
    private readonly Task _running;

    public ControlPlane(KubernetesServerOptions options, Action<string> podStopped)
    {
        Store = new ObjectStore(options.Clock);
        Events = new EventLog(Store);
        Deletion = new Deletion(Store, Events);
        _deployments = new Deployments(Store, Events, Deletion);
        _statefulSets = new StatefulSets(Store, Events, Deletion);
        _scheduler = new Scheduler(Store, Events);
        Logs = new PodLogs(options.Clock);
        _jobs = new Jobs(Store, Events, Deletion, options.JobBackoff);
        _programs = new PodPrograms(Store, Logs);
        _kubelets = new Kubelets(Store, Events, _programs, options)
        {
            Started = Logs.Add,
            Stopped = uid =>
            {
                podStopped(uid);
                Logs.End(uid);
            },
        };
        Fill(options);
        FillNamespaces();
        _running = RunAsync(_ending.Token);
    }

    public ObjectStore Store { get; }

    public EventLog Events { get; }

    public Deletion Deletion { get; }

    public PodLogs Logs { get; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        await _programs.DisposeAsync();
        _ending.Dispose();
    }

    private void Fill(KubernetesServerOptions options)
    {
        foreach (string space in new[] { "default", "kube-system" })
        {
            Store.Add(
                new ObjectKey(ResourceKind.Namespaces, "", space),
                new JsonObject { ["status"] = new JsonObject { ["phase"] = "Active" } }
            );
        }

        for (int number = 1; number <= options.Nodes; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"n{number}");
            Store.Add(new ObjectKey(ResourceKind.Nodes, "", name), NodeOf(name, number, options));
        }
    }

    /// <summary>Creates what each namespace has: the certificate authority of the server and an account of pods.</summary>
    private void FillNamespaces()
    {
        foreach (
            string space in Store
                .List(ResourceKind.Namespaces)
                .Where(space => space.At("metadata", "deletionTimestamp") is null)
                .Select(space => space.Text("metadata", "name"))
        )
        {
            Ensure(
                new ObjectKey(ResourceKind.Of("configmaps"), space, "kube-root-ca.crt"),
                new JsonObject { ["data"] = new JsonObject { ["ca.crt"] = "" } }
            );
            Ensure(new ObjectKey(ResourceKind.Of("serviceaccounts"), space, "default"), []);
        }

        void Ensure(ObjectKey key, JsonObject one) => _ = Store.Find(key) ?? Store.Add(key, one);
    }

    internal static JsonObject NodeOf(string name, int number, KubernetesServerOptions options)
    {
        JsonObject room = new()
        {
            ["cpu"] = options.NodeCpus.ToString(CultureInfo.InvariantCulture),
            ["memory"] = $"{options.NodeMemoryGiB}Gi",
            ["pods"] = options.NodePods.ToString(CultureInfo.InvariantCulture),
        };
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name, ["kubernetes.io/os"] = "linux" },
            },
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject
            {
                ["capacity"] = room.DeepClone(),
                ["allocatable"] = room,
                ["conditions"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "Ready",
                        ["status"] = "True",
                        ["reason"] = "KubeletReady",
                    }
                ),
                ["addresses"] = new JsonArray(
                    new JsonObject { ["type"] = "InternalIP", ["address"] = $"10.0.0.{number}" },
                    new JsonObject { ["type"] = "Hostname", ["address"] = name }
                ),
                ["nodeInfo"] = InfoOf(number),
            },
        };
    }

    // Kubernetes API reference, NodeSystemInfo: clients require all fields.
    private static JsonObject InfoOf(int number) =>
        new()
        {
            ["machineID"] = $"{number:x32}",
            ["systemUUID"] = $"00000000-0000-4000-9000-{number:x12}",
            ["bootID"] = $"00000000-0000-4000-a000-{number:x12}",
            ["kernelVersion"] = "6.1.0",
            ["osImage"] = "Debian GNU/Linux 12 (bookworm)",
            ["containerRuntimeVersion"] = "containerd://1.7.25",
            ["kubeletVersion"] = KubernetesServer.Version,
            ["kubeProxyVersion"] = "",
            ["operatingSystem"] = "linux",
            ["architecture"] = "amd64",
        };

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            lock (Store.Gate)
            {
                Deletion.Finish();
                Deletion.CollectGarbage();
                FillNamespaces();
                _deployments.Step();
                _statefulSets.Step();
                _jobs.Step();
                _scheduler.Step();
                _kubelets.Step();
            }

            try
            {
                await Task.Delay(Period, Store.Clock, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}

internal sealed class PodLogs(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Uid, string Container), List<PodLine>> _lines = [];
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private TaskCompletionSource _pulse = NewPulse();

    public void Add(string uid, string container, string text)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue((uid, container), out List<PodLine>? lines))
            {
                _lines[(uid, container)] = lines = [];
            }

            lines.Add(new PodLine(clock.GetUtcNow(), text));
            Beat();
        }
    }

    public void End(string uid)
    {
        lock (_gate)
        {
            _ended.Add(uid);
            Beat();
        }
    }

    /// <summary><c>Next</c> completes with the next change of any log.</summary>
    public (IReadOnlyList<PodLine> Lines, bool IsOver, Task Next) Read(string uid, string container, int from)
    {
        lock (_gate)
        {
            List<PodLine> lines = _lines.GetValueOrDefault((uid, container)) ?? [];
            return (lines[Math.Min(from, lines.Count)..], _ended.Contains(uid), _pulse.Task);
        }
    }

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Beat()
    {
        TaskCompletionSource old = _pulse;
        _pulse = NewPulse();
        old.TrySetResult();
    }
}

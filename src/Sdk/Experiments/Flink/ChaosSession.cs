using Scalewright.Clusters;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Flink;

/// <summary>
/// Runs schedules as objects of Chaos Mesh. An object affects the pods that exist when it is created, so
/// <see cref="RefreshAsync"/> creates the active ones again after task managers were started.
/// </summary>
internal sealed class ChaosSession(Experiment experiment, IFlinkFaultEnvironment site, TimeProvider clock) : IFaultSession
{
    // Chaos Mesh takes some seconds at most; an unreachable node never reports.
    private const string InjectTimeout = "--timeout=60s";
    private const string DeleteTimeout = "--timeout=120s";

    private readonly ChaosFaults _faults = new(experiment, site.KubernetesNodes, site.KubernetesNamespace);
    private readonly AsyncGate _gate = new();
    private readonly List<(ChaosFault Fault, long Start)> _active = [];
    private HashSet<string>? _occupied;
    private int _count;

    /// <summary>Descriptions of faults without an effect.</summary>
    public ConcurrentQueue<string> Notes { get; } = [];

    /// <summary>Deletes the objects of all experiments, including those of killed programs.</summary>
    public Task DeleteAllAsync(CancellationToken cancellationToken) =>
        site.RunKubectlAsync(
            [
                [
                    "delete",
                    "networkchaos,podchaos",
                    "--namespace",
                    site.KubernetesNamespace,
                    "--selector",
                    ChaosFaults.Label,
                    "--ignore-not-found",
                    DeleteTimeout,
                ],
            ],
            "",
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task RunScheduleAsync(FaultSchedule schedule, CancellationToken cancellationToken = default)
    {
        long start = clock.GetTimestamp();
        ValueList<ChaosFault> faults = _faults.FromSchedule(schedule, _count);
        _count += faults.Count;
        foreach (IGrouping<TimeSpan, ChaosFault> due in faults.GroupBy(fault => fault.At).OrderBy(group => group.Key))
        {
            TimeSpan rest = due.Key - clock.GetElapsedTime(start);

            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, clock, cancellationToken);
            }

            using IDisposable turn = await _gate.EnterAsync(cancellationToken);
            await InjectAsync(due, cancellationToken);
        }
    }

    /// <summary>Injects the active faults again, into the pods that exist now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using IDisposable turn = await _gate.EnterAsync(cancellationToken);
        _occupied = null;
        _active.RemoveAll(active => GetRest(active) < ChaosFaults.MinDuration);
        if (_active.Count == 0)
        {
            return;
        }

        (ChaosFault Fault, long Start)[] active = [.. _active];
        _active.Clear();
        await site.RunKubectlAsync(
            [
                ["delete", "--filename", "-", "--ignore-not-found", DeleteTimeout],
            ],
            Join(active.Select(entry => entry.Fault)),
            cancellationToken
        );
        await InjectAsync(active.Select(entry => _faults.WithDuration(entry.Fault, GetRest(entry))), cancellationToken);
    }

    /// <summary>Deletes all objects. No schedule may be running.</summary>
    public async ValueTask DisposeAsync() => await DeleteAllAsync(CancellationToken.None);

    private static string Join(IEnumerable<ChaosFault> faults) => string.Concat(faults.Select(fault => fault.Objects));

    private TimeSpan GetRest((ChaosFault Fault, long Start) active) => active.Fault.Duration - clock.GetElapsedTime(active.Start);

    private async Task InjectAsync(IEnumerable<ChaosFault> faults, CancellationToken cancellationToken)
    {
        _occupied ??= await FindNodesAsync(cancellationToken);
        List<ChaosFault> effective = [];
        foreach (ChaosFault fault in faults.Where(fault => fault.Objects.Length > 0))
        {
            _active.Add((fault, clock.GetTimestamp()));
            if (fault.Nodes.FirstOrDefault(node => !_occupied.Contains(node)) is { } empty)
            {
                Notes.Enqueue($"{fault.Fault} has no effect: no pod runs on '{empty}'");
                continue;
            }

            effective.Add(fault);
        }

        if (effective.Count > 0)
        {
            // An object that has not selected its pods yet reports that all of them are injected.
            await site.RunKubectlAsync(
                [
                    ["apply", "--filename", "-"],
                    ["wait", "--for=condition=Selected", "--filename", "-", InjectTimeout],
                    ["wait", "--for=condition=AllInjected", "--filename", "-", InjectTimeout],
                ],
                Join(effective),
                cancellationToken
            );
        }
    }

    private async Task<HashSet<string>> FindNodesAsync(CancellationToken cancellationToken)
    {
        string output = await site.RunKubectlAsync(
            [
                [
                    "get",
                    "pods",
                    "--namespace",
                    site.KubernetesNamespace,
                    "--field-selector=status.phase=Running",
                    "--output=jsonpath={.items[*].spec.nodeName}",
                ],
            ],
            "",
            cancellationToken
        );
        return [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>State of a simulation. All code runs on the kernel's loop, or while the loop is stopped.</summary>
internal sealed class World
{
    private readonly NodeEvents _events;
    private readonly OverlayStack<DiskModel> _diskChanges;
    private readonly LinkedList<Action> _activeFaults = new();
    private readonly SortedDictionary<string, SimulatedController> _controllers = new(StringComparer.Ordinal);
    private readonly ProblemList _unmatchedFaults = new();
    private bool _hasRevertedFaults;

    public World(long seed, SimulationOptions options, ILogger logger)
    {
        (Seed, Options, Logger) = (seed, options.Checked(), logger);
        options.Faults.ThrowIfInvalid(options);
        Kernel = new SimulationKernel(
            new KernelOptions
            {
                Seed = seed,
                Epoch = options.StartsAt,
                MaxSteps = options.MaxSteps,
                IsTraceHashEnabled = options.IsTraceHashEnabled,
                IsWaitTracingEnabled = options.IsWaitTracingEnabled,
                IsRecordingEnabled = options.IsWaitTracingEnabled || options.IsRecordingEnabled,
            }
        );
        Operations = new OperationsUnderWay(options.Faults.Faults.Count);
        Network = new SimulatedNetwork(Kernel, options.Link, options.Network);
        Clouds = new CloudSet(Kernel, options);
        CallFaults = new CallFaults(this);
        Inventory = new WorldResources(
            Kernel,
            CallFaults.SampleLag,
            () => CallFaults.LagEventNumber,
            (listed, cause) => Recording?.RecordListed(listed, cause)
        );
        Plane = new ControlPlane(this);
        Nodes = new NodeLifecycle(this);
        Calls = new CloudCallPath(this);
        Availability = new HaGroups(this);
        Disk = new SimulatedDisk(Kernel, options.Disk, "controllers");
        _diskChanges = new OverlayStack<DiskModel>(options.Disk, model => Disk.Model = model);
        _events = new NodeEvents(options.MaxEventsPerNode);
        Recording = Kernel.Recorder is { } recorder ? new RunRecording(recorder, options.IsWaitTracingEnabled) : null;
        Paced = options.Pace == SimulationPace.Isolated ? null : new PacedRun(Kernel, options.Pace, logger);
        foreach ((int index, TimedFault fault) in options.Faults.Faults.Index())
        {
            Kernel.Schedule(fault.At.Ticks, () => StartScheduled(fault.Fault, index));
        }
    }

    /// <summary>Thread of the world; null when runs use the threads of their callers.</summary>
    public PacedRun? Paced { get; }

    /// <summary>Receives what happens; null when nothing is recorded.</summary>
    public RunRecording? Recording { get; }

    /// <summary>Declared situations by name; true for those that were reached.</summary>
    public SortedDictionary<string, bool> Situations { get; } = new(StringComparer.Ordinal);

    /// <summary>Operations of the programs that are under way.</summary>
    public OperationsUnderWay Operations { get; }

    public long Seed { get; }

    public SimulationOptions Options { get; }

    public ILogger Logger { get; }

    public SimulationKernel Kernel { get; }

    public SimulatedNetwork Network { get; }

    /// <summary>Disk that all controllers share.</summary>
    public SimulatedDisk Disk { get; }

    public FileLocks Locks { get; } = new();

    public CloudSet Clouds { get; }

    public CallFaults CallFaults { get; }

    public WorldResources Inventory { get; }

    public ControlPlane Plane { get; }

    public NodeLifecycle Nodes { get; }

    public CloudCallPath Calls { get; }

    public HaGroups Availability { get; }

    public string MakeId(long number) => Inventory.MakeId(number, CallFaults.ReusesIds);

    /// <exception cref="OutsideSimulationException">No program runs, so time is paused.</exception>
    public void RequireRun(string member)
    {
        Kernel.ThrowIfInvalid();
        if (!Kernel.IsRunning)
        {
            throw new OutsideSimulationException(member);
        }

        Kernel.CheckThread();
    }

    public SimulatedController GetController(string host)
    {
        if (!_controllers.TryGetValue(host, out SimulatedController? controller))
        {
            controller = new SimulatedController(this, host);
            _controllers.Add(host, controller);
        }

        return controller;
    }

    public Action ChangeDisk(DiskModel model) => _diskChanges.Add(_ => model);

    public void JumpClock(string host, TimeSpan by)
    {
        MachineClock clock = Inventory.FindHost(host) is { } node ? node.Machine.Clock : GetController(host).MachineClock;
        clock.Offset += by;
    }

    /// <summary>Faults whose target did not exist.</summary>
    public ValueList<Problem> UnmatchedFaults => _unmatchedFaults.ToValueList();

    public IEnumerable<string> ControllerNames =>
        [SimulationProvider.FirstController, .. _controllers.Keys.Where(name => name != SimulationProvider.FirstController)];

    public bool IsController(string name) => name == SimulationProvider.FirstController || _controllers.ContainsKey(name);

    /// <summary>Injects a fault now, for callers that handle its problems.</summary>
    /// <exception cref="ProviderException">Values or targets are invalid. Lists all problems.</exception>
    public void Inject(Fault fault)
    {
        Kernel.CheckThread();
        FaultCheck check = new(fault.KindName, Options);
        fault.Check(check);
        if (!fault.WaitsForHosts && !check.HasHoles)
        {
            fault.CheckTargets(check, this);
        }

        if (check.Problems.Count > 0)
        {
            throw new ProviderException(SimulationProvider.Kind, check.Problems);
        }

        StartFault(fault);
    }

    /// <summary>Starts a fault for its duration. Only records unknown targets: generated faults may be late.</summary>
    /// <param name="scheduled">Index in the schedule of the options; -1 if it is not of the schedule.</param>
    public void StartFault(Fault fault, int scheduled = -1)
    {
        Kernel.CheckThread();
        FaultCheck check = new(fault.KindName, Options);
        fault.CheckTargets(check, this);
        foreach (Problem unmatched in check.Problems)
        {
            _unmatchedFaults.Add(unmatched with { Severity = ProblemSeverity.Warning, Source = $"at {Kernel.Elapsed}" });
            SimulationLog.FaultTargetNotFound(Logger, Kernel.Elapsed, unmatched);
        }

        if (scheduled >= 0 && check.Problems.Count == 0)
        {
            Operations.Record(scheduled);
        }

        SimulationLog.FaultStarted(Logger, Kernel.Elapsed, fault);
        int eventNumber = Recording?.BeginFault($"{fault}") ?? EventNumbers.None;
        Action? ends = fault.Inject(this);
        Availability.ObserveAll();
        if (ends is not { } end)
        {
            Recording?.End(eventNumber);
            return;
        }

        LinkedListNode<Action> active = _activeFaults.AddLast(() =>
        {
            Recording?.EndFault(eventNumber);
            end();
        });
        if (fault.Duration is { } time)
        {
            Kernel.ScheduleAfter(time.Ticks, (Action)(() => End(active)));
        }
    }

    /// <summary>Reverts all faults and ends the schedule. Failed machines stay failed; resource lists are up to date
    /// again.</summary>
    public void RevertFaults()
    {
        _hasRevertedFaults = true;
        Operations.EndSchedule();
        while (_activeFaults.First is { } first)
        {
            End(first);
        }

        Network.HealAll();
        Availability.ObserveAll();
        Inventory.ListAll();
    }

    public ValueMap<ValueList<NodeEvent>> LastEvents =>
        _events.Nodes.Select(node => KeyValuePair.Create(node, _events.Get(node))).ToValueMap();

    /// <summary>Names of all nodes that ever existed; empty when no events are kept.</summary>
    public IEnumerable<string> NodeNames => _events.Nodes;

    /// <param name="node">The node.</param>
    /// <param name="description">What happened to it.</param>
    /// <param name="state">Its state since then; null if that is unchanged.</param>
    public void RecordEvent(SimulatedClusterNode node, string description, string? state = null)
    {
        _events.Add(node.Name, Kernel.Now, description);
        if (state is not null)
        {
            Recording?.RecordState(node.Name, state);
        }
        else
        {
            Recording?.RecordNode(node.Name, description);
        }
    }

    public ValueList<NodeEvent> FindEvents(string node) => _events.Get(node);

    private void StartScheduled(Fault fault, int index)
    {
        if (!_hasRevertedFaults)
        {
            StartFault(fault, index);
        }
    }

    private void End(LinkedListNode<Action> active)
    {
        if (active.List is not null)
        {
            _activeFaults.Remove(active);
            active.Value();
            Availability.ObserveAll();
        }
    }
}

internal sealed class FileLocks
{
    private readonly ConditionalWeakTable<DiskFile, ControllerFile> _holders = [];

    /// <summary>Releases all locks, as when their programs end. The files stay open.</summary>
    public void ReleaseAll() => _holders.Clear();

    public bool TryLock(DiskFile file, ControllerFile holder)
    {
        if (_holders.TryGetValue(file, out ControllerFile? current) && current.IsHeld && !ReferenceEquals(current, holder))
        {
            return false;
        }

        _holders.AddOrUpdate(file, holder);
        return true;
    }
}

internal sealed class NodeEvents(int maxEvents)
{
    private const int InitialCapacity = 4;

    private readonly Dictionary<string, Ring> _rings = new(StringComparer.Ordinal);

    public IEnumerable<string> Nodes => _rings.Keys;

    public void Add(string node, long now, string description)
    {
        if (maxEvents > 0)
        {
            ref Ring ring = ref CollectionsMarshal.GetValueRefOrAddDefault(_rings, node, out _);
            ring.Add(now, description, maxEvents);
        }
    }

    public ValueList<NodeEvent> Get(string node) => _rings.TryGetValue(node, out Ring ring) ? ring.ToValueList() : [];

    private struct Ring
    {
        private (long Time, string Description)[]? _events;
        private int _count;

        public void Add(long now, string description, int maxEvents)
        {
            _events ??= new (long, string)[Math.Min(InitialCapacity, maxEvents)];
            if (_count == _events.Length && _count < maxEvents)
            {
                Array.Resize(ref _events, Math.Min(2 * _count, maxEvents));
            }

            _events[_count++ % _events.Length] = (now, description);
        }

        public readonly ValueList<NodeEvent> ToValueList()
        {
            if (_events is null)
            {
                return [];
            }

            List<NodeEvent> events = [];
            for (int index = Math.Max(0, _count - _events.Length); index < _count; index++)
            {
                (long time, string description) = _events[index % _events.Length];
                events.Add(new NodeEvent(new TimeSpan(time), description));
            }

            return events.ToValueList();
        }
    }
}

namespace Scalewright.Experiments.Streams;

/// <summary>
/// Ends of service of all instances. Instances in service share the cores of their task manager, and those of the
/// machine, equally. Each group has a clock of work per instance, which advances with its speed.
/// </summary>
internal sealed class CoreCalendar
{
    private readonly EventTree _events;
    private readonly CoreGroup[] _groups;
    private readonly CoreMachine[] _machines;
    private readonly int[] _groupOf;
    private CoreGroup? _changed;

    /// <summary>Creates the calendar. Its groups are the first sources of the events.</summary>
    /// <param name="slots">Slot of each instance that receives records; -1 for the others.</param>
    /// <param name="otherCount">Number of other sources of events.</param>
    public CoreCalendar(JobLayout plan, int[] slots, int otherCount)
    {
        _groupOf = new int[slots.Length];
        _machines = [.. plan.Cores.Select(cores => new CoreMachine(cores))];
        List<CoreGroup> groups = [];
        foreach (
            IGrouping<int, int> machine in Enumerable
                .Range(0, slots.Length)
                .Where(instance => slots[instance] >= 0)
                .GroupBy(instance => plan.GetNode(slots[instance]))
        )
        {
            (TaskManager Manager, int[] Instances)[] managers =
            [
                .. machine.GroupBy(instance => plan.GetManager(slots[instance])).Select(group => (group.Key, group.ToArray())),
            ];
            bool isShort = managers.Sum(entry => Math.Min(entry.Instances.Length, entry.Manager.Cpus)) > plan.Cores[machine.Key];
            foreach ((TaskManager manager, int[] instances) in managers)
            {
                bool isShared = isShort || instances.Length > manager.Cpus;
                CoreMachine? shared = isShared ? _machines[machine.Key] : null;
                foreach (int[] members in isShared ? [instances] : instances.Chunk(1))
                {
                    CoreGroup group = new(manager.Cpus, shared, groups.Count);
                    shared?.Groups.Add(group);
                    Array.ForEach(members, member => _groupOf[member] = groups.Count);
                    groups.Add(group);
                }
            }
        }

        _groups = [.. groups];
        _events = new EventTree(_groups.Length + otherCount);
    }

    /// <summary>Number of groups.</summary>
    public int Count => _groups.Length;

    public EventTree Events => _events;

    /// <summary>Starts the work of an instance.</summary>
    public void Start(int instance, double work, double now)
    {
        CoreGroup group = _groups[_groupOf[instance]];
        if (group.Machine is null)
        {
            group.Single = instance;
            _events.Set(group.Index, now + work);
            return;
        }

        group.Advance(now);
        group.Ends.Enqueue(instance, group.Work + work);
        Update(group, now);
    }

    /// <summary>Ends the work that is due in a group and returns its instance.</summary>
    public int End(int index, double now)
    {
        CoreGroup group = _groups[index];
        if (group.Machine is null)
        {
            _events.Set(index, double.PositiveInfinity);
            return group.Single;
        }

        group.Advance(now);
        int instance = group.Ends.Dequeue();
        Update(group, now);
        return instance;
    }

    private void Update(CoreGroup group, double now)
    {
        CoreMachine machine = group.Machine!;
        double before = group.Used;
        group.Used = double.MinNative(group.Ends.Count, group.Cores);
        machine.Used += group.Used - before;
        double ratio = machine.Used > machine.Cores ? machine.Cores / machine.Used : 1;
        if (ratio == machine.Ratio)
        {
            Change(group, now);
            return;
        }

        machine.Ratio = ratio;
        foreach (CoreGroup machineGroup in machine.Groups)
        {
            machineGroup.Advance(now);
            Change(machineGroup, now);
        }
    }

    private void Change(CoreGroup group, double now)
    {
        if (group != _changed)
        {
            Schedule(now);
            _changed = group;
        }
    }

    /// <summary>Schedules the next end of the group that changed last. Call it before each use of the events.</summary>
    public void Schedule(double now)
    {
        if (_changed is not { } group)
        {
            return;
        }

        _changed = null;
        group.Speed = group.Ends.Count == 0 ? 1 : group.Used / group.Ends.Count * group.Machine!.Ratio;
        bool isWorking = group.Ends.TryPeek(out _, out double end);
        double remainingTime = isWorking ? double.MaxNative(0, (end - group.Work) / group.Speed) : double.PositiveInfinity;
        _events.Set(group.Index, now + remainingTime);
    }
}

internal sealed class CoreMachine(double cores)
{
    public double Cores => cores;

    public List<CoreGroup> Groups { get; } = [];

    /// <summary>Cores that its task managers would use without the limit of the machine.</summary>
    public double Used { get; set; }

    public double Ratio { get; set; } = 1;
}

/// <summary>Instances that share cores. Without a machine, it is one instance that always has a core.</summary>
internal sealed class CoreGroup(double cores, CoreMachine? machine, int index)
{
    private double _at;

    public double Cores => cores;

    public CoreMachine? Machine => machine;

    public int Index => index;

    public int Single { get; set; }

    public PriorityQueue<int, double> Ends { get; } = new();

    public double Used { get; set; }

    public double Speed { get; set; } = 1;

    /// <summary>Work of an instance that has always been in service, in seconds.</summary>
    public double Work { get; private set; }

    public void Advance(double now)
    {
        Work = Ends.Count == 0 ? 0 : Work + ((now - _at) * Speed);
        _at = now;
    }
}

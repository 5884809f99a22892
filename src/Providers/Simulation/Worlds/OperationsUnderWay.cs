using System.Numerics;
using Scalewright.Planning;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Operations of the programs that are under way, and those under way when each fault of the schedule
/// started. A set of operations is a number with a bit for each.</summary>
internal sealed class OperationsUnderWay(int faults)
{
    private readonly int[] _counts = new int[Names.Count];
    private readonly uint[] _atFaults = new uint[faults];
    private readonly HashSet<RunningCommands> _commands = [];
    private bool _hasEnded;

    /// <summary>Names by the number of an <see cref="SimulatedOperation"/>.</summary>
    public static ValueList<string> Names { get; } =
    [
        "create network",
        "create group",
        "create node",
        "change network",
        "change group",
        "change node",
        "delete network",
        "delete group",
        "delete node",
        "list resources",
        "check topology",
        "pause or resume node",
        "connect to node",
        "flush of the state",
        "command on a node",
    ];

    /// <summary>Operations that were performed until all faults were reverted.</summary>
    public uint Performed { get; private set; }

    /// <summary>Operations under way at the start of each fault of the schedule; 0 if it did not start.</summary>
    public IReadOnlyList<uint> AtFaults => _atFaults;

    public static SimulatedOperation From(StepAction action, StepTarget target) =>
        (int)target
        + action switch
        {
            StepAction.Create => SimulatedOperation.CreateNetwork,
            StepAction.Change => SimulatedOperation.ChangeNetwork,
            _ => SimulatedOperation.DeleteNetwork,
        };

    /// <summary>Returns the names of a set.</summary>
    public static IEnumerable<string> GetNames(uint set)
    {
        for (uint rest = set; rest != 0; rest &= rest - 1)
        {
            yield return Names[BitOperations.TrailingZeroCount(rest)];
        }
    }

    /// <summary>Ends the schedule, so that no fault can start any more.</summary>
    public void EndSchedule() => _hasEnded = true;

    public void Begin(SimulatedOperation operation)
    {
        _counts[(int)operation]++;
        Perform(operation);
    }

    public void End(SimulatedOperation operation) => _counts[(int)operation]--;

    public void Begin(RunningCommands commands)
    {
        Perform(SimulatedOperation.RunCommand);
        _commands.Add(commands);
    }

    public void End(RunningCommands commands) => _commands.Remove(commands);

    /// <summary>Records the operations that are under way when a fault of the schedule starts.</summary>
    public void Record(int fault)
    {
        uint set = 0;
        for (int operation = 0; operation < _counts.Length; operation++)
        {
            set |= _counts[operation] > 0 ? 1u << operation : 0;
        }

        _atFaults[fault] = set | (_commands.Any(commands => commands.IsAny) ? 1u << (int)SimulatedOperation.RunCommand : 0);
    }

    private void Perform(SimulatedOperation operation) => Performed |= _hasEnded ? 0 : 1u << (int)operation;
}

/// <summary>Operations of a process. A killed process never resumes, so its operations end with it.</summary>
internal sealed class ProcessOperations(OperationsUnderWay world)
{
    private readonly int[] _counts = new int[OperationsUnderWay.Names.Count];

    public void Begin(SimulatedOperation operation)
    {
        _counts[(int)operation]++;
        world.Begin(operation);
    }

    public void End(SimulatedOperation operation)
    {
        if (_counts[(int)operation] > 0)
        {
            _counts[(int)operation]--;
            world.End(operation);
        }
    }

    public void EndAll()
    {
        for (int operation = 0; operation < _counts.Length; operation++)
        {
            while (_counts[operation] > 0)
            {
                End((SimulatedOperation)operation);
            }
        }
    }
}

/// <summary>Commands of the agent of a node.</summary>
internal sealed class RunningCommands(OperationsUnderWay world)
{
    private readonly List<Task> _tasks = [];

    /// <summary>Indicates whether a command runs.</summary>
    public bool IsAny => _tasks.Exists(task => !task.IsCompleted);

    // The tasks are not awaited, because another continuation would be another step of the simulation.
    public void Add(Task command)
    {
        world.Begin(this);
        _tasks.RemoveAll(task => task.IsCompleted);
        _tasks.Add(command);
    }

    /// <summary>Ends the commands with their agent.</summary>
    public void EndAll() => world.End(this);
}

/// <summary>Operation of a program. The first nine are an action and a target of a step.</summary>
internal enum SimulatedOperation
{
    CreateNetwork,
    CreateGroup,
    CreateNode,
    ChangeNetwork,
    ChangeGroup,
    ChangeNode,
    DeleteNetwork,
    DeleteGroup,
    DeleteNode,
    ListResources,
    CheckTopology,
    PauseOrResumeNode,
    Connect,
    Flush,
    RunCommand,
}

namespace Scalewright.Experiments.Strategies;

/// <summary>
/// Adds task managers in steps, one increment per interval, as in the strategy files of Scalehub. The first task
/// manager exists from the start and counts for the first step.
/// </summary>
/// <param name="Steps">Steps in order, at least one.</param>
public sealed record StepStrategy(ValueList<ScalingStep> Steps) : IScalingStrategy
{
    /// <inheritdoc/>
    public IScalingRun StartRun() => new StepScalingRun(this);

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        ProblemList problems = new();
        if (Steps.Count == 0 || Steps.Any(step => step.Entries.Count == 0))
        {
            problems.AddError(
                ProblemCode.MissingField,
                default,
                "steps",
                "is empty, or has a step without task managers",
                "give each step at least one"
            );
        }

        foreach (ScalingEntry entry in Steps.SelectMany(step => step.Entries).Where(entry => entry.Number < 1 || entry.Parallelism < 1))
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                "steps.taskmanager",
                string.Create(CultureInfo.InvariantCulture, $"number {entry.Number} or parallelism {entry.Parallelism ?? 1} is below 1"),
                "use 1 or more"
            );
        }

        foreach (
            TaskManagerSize size in Steps
                .SelectMany(step => step.Entries)
                .Select(entry => entry.Size)
                .Distinct()
                .Where(size => size is not { Cpus: > 0 and < double.PositiveInfinity, MemoryMiB: > 0 })
        )
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                $"sizes.{size.Name}",
                string.Create(CultureInfo.InvariantCulture, $"{size.Cpus} cores or {size.MemoryMiB} MiB is too small"),
                "use more than 0 cores and at least 1 MiB"
            );
        }

        return problems.ToValueList();
    }
}

internal sealed class StepScalingRun : IScalingRun
{
    private readonly Queue<Portion> _portions = new();
    private readonly StepMachineMap _machines;

    public StepScalingRun(StepStrategy strategy)
    {
        _machines = new StepMachineMap(strategy.Steps);

        // The first task manager of the first entry exists from the start.
        bool isThere = true;
        for (int step = 0; step < strategy.Steps.Count; step++)
        {
            foreach (ScalingEntry entry in strategy.Steps[step].Entries)
            {
                foreach (int count in ScalingIncrements.Compute(entry.Method, entry.Number - (isThere ? 1 : 0)))
                {
                    _portions.Enqueue(new Portion(step, entry, count));
                }

                isThere = false;
            }
        }
    }

    public bool IsCompleted => _portions.Count == 0;

    public ScalingChange? Decide(ScalingObservation view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (
            !_portions.TryPeek(out Portion? portion)
            || _machines.Find(portion.Step, view.Nodes, view.TaskManagers, view.TaskManagerTemplate) is not { } node
        )
        {
            return null;
        }

        _portions.Dequeue();
        ValueList<TaskManager> managers =
            portion.Entry.Scope == ScalingScope.Slots ? AddSlots(portion, view, node) : AddManagers(portion, view, node);
        string unit = portion.Entry.Scope == ScalingScope.Slots ? "slot" : "task manager";
        return new ScalingChange(
            managers,
            TaskManagerPlacement.TaskTo(view, managers),
            $"step {portion.Step + 1}: {Pluralizer.Format(portion.Count, unit)} more, of size {portion.Entry.Size.Name}, on {node}"
        );
    }

    private static ValueList<TaskManager> AddManagers(Portion portion, ScalingObservation view, string node)
    {
        List<TaskManager> managers = [.. view.TaskManagers];
        for (int index = 0; index < portion.Count; index++)
        {
            TaskManager manager = New(portion, view, managers, node);
            managers.Add(manager with { Slots = portion.Entry.Parallelism ?? manager.Slots });
        }

        return managers.ToValueList();
    }

    private static ValueList<TaskManager> AddSlots(Portion portion, ScalingObservation view, string node)
    {
        List<TaskManager> managers = [.. view.TaskManagers];
        int at = managers.FindLastIndex(manager => manager.Node == node && manager.Cpus == New(portion, view, managers, node).Cpus);
        if (at < 0)
        {
            managers.Add(New(portion, view, managers, node) with { Slots = portion.Count });
        }
        else
        {
            managers[at] = managers[at] with { Slots = managers[at].Slots + portion.Count };
        }

        return managers.ToValueList();
    }

    private static TaskManager New(Portion portion, ScalingObservation view, List<TaskManager> managers, string node) =>
        portion.Entry.New(view.TaskManagerTemplate) with
        {
            Name = TaskManagerPlacement.NextName(managers),
            Node = node,
        };

    private sealed record Portion(int Step, ScalingEntry Entry, int Count);
}

internal static class ScalingIncrements
{
    /// <summary>Returns the increments, which add up to the number.</summary>
    public static ValueList<int> Compute(ScalingMethod method, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        List<int> portions = [];
        for (
            int remaining = number, next = method == ScalingMethod.Block ? number : 1;
            remaining > 0;
            next = method == ScalingMethod.Exponential ? next * 2 : next
        )
        {
            int portion = Math.Min(remaining, next);
            portions.Add(portion);
            remaining -= portion;
        }

        return portions.ToValueList();
    }
}

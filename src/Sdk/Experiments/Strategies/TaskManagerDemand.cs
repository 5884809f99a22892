namespace Scalewright.Experiments.Strategies;

/// <summary>CPUs and memory that task managers require.</summary>
internal readonly record struct TaskManagerDemand(double Cpus, double MemoryMiB)
{
    public static TaskManagerDemand From(TaskManager manager, int count = 1) =>
        new(manager.Cpus * count, (double)manager.MemoryMiB * count);

    public static TaskManagerDemand operator +(TaskManagerDemand left, TaskManagerDemand right) =>
        new(left.Cpus + right.Cpus, left.MemoryMiB + right.MemoryMiB);

    /// <summary>Returns the CPUs and memory that a step requires in addition to existing task managers. The first
    /// step includes the initial task manager, which exists already.</summary>
    public static TaskManagerDemand From(ScalingStep step, TaskManager template, bool isFirst)
    {
        TaskManagerDemand demand = default;
        HashSet<double> existingSizes = isFirst ? [template.Cpus] : [];
        int existing = isFirst ? 1 : 0;
        foreach (ScalingEntry entry in step.Entries)
        {
            TaskManager manager = entry.New(template);
            int count = entry.Number - existing;
            if (entry.Scope == ScalingScope.Slots)
            {
                // Slots are added to the task manager of that size; it is created if it does not exist.
                count = count > 0 && !existingSizes.Contains(manager.Cpus) ? 1 : 0;
            }

            demand += From(manager, count);
            existingSizes.Add(manager.Cpus);
            existing = 0;
        }

        return demand;
    }
}

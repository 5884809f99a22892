namespace Scalewright.Experiments.Strategies;

internal readonly record struct TaskManagerDemand(double Cpus, double MemoryMiB)
{
    public static TaskManagerDemand From(TaskManager manager, int count = 1) =>
        new(manager.Cpus * count, (double)manager.MemoryMiB * count);

    public static TaskManagerDemand operator +(TaskManagerDemand one, TaskManagerDemand other) =>
        new(one.Cpus + other.Cpus, one.MemoryMiB + other.MemoryMiB);

    /// <summary>Returns the requests of a step. The initial task manager exists already, but belongs to the first
    /// step.</summary>
    public static TaskManagerDemand From(ScalingStep step, TaskManager template, bool isFirst)
    {
        TaskManagerDemand need = default;
        HashSet<double> sizes = isFirst ? [template.Cpus] : [];
        int existing = isFirst ? 1 : 0;
        foreach (ScalingEntry entry in step.Entries)
        {
            TaskManager one = entry.New(template);
            int count = entry.Number - existing;
            if (entry.Scope == ScalingScope.Slots)
            {
                // Slots are added to the task manager of that size; it is created if it does not exist.
                count = count > 0 && !sizes.Contains(one.Cpus) ? 1 : 0;
            }

            need += From(one, count);
            sizes.Add(one.Cpus);
            existing = 0;
        }

        return need;
    }
}

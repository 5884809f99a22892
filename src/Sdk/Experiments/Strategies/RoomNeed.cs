namespace Scalewright.Experiments.Strategies;

/// <summary>What task managers ask for together.</summary>
internal readonly record struct RoomNeed(double Cpus, double MemoryMiB)
{
    public static RoomNeed Of(TaskManager manager, int count = 1) => new(manager.Cpus * count, (double)manager.MemoryMiB * count);

    public static RoomNeed operator +(RoomNeed one, RoomNeed other) => new(one.Cpus + other.Cpus, one.MemoryMiB + other.MemoryMiB);

    /// <summary>What a step adds to a machine. The first task manager of an experiment counts for the first step, and is there already.</summary>
    public static RoomNeed Of(ScalingStep step, TaskManager template, bool isFirst)
    {
        RoomNeed need = default;
        HashSet<double> sizes = isFirst ? [template.Cpus] : [];
        int there = isFirst ? 1 : 0;
        foreach (ScalingEntry entry in step.Entries)
        {
            TaskManager one = entry.New(template);
            int count = entry.Number - there;
            if (entry.Scope == ScalingScope.Slots)
            {
                // Slots come to the task manager of that size; a new one is made where there is none.
                count = count > 0 && !sizes.Contains(one.Cpus) ? 1 : 0;
            }

            need += Of(one, count);
            sizes.Add(one.Cpus);
            there = 0;
        }

        return need;
    }
}

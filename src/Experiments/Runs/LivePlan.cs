using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Runs;

/// <summary>What a run on real machines begins with.</summary>
internal static class LivePlan
{
    /// <summary>Its first task managers, on one machine after another.</summary>
    public static ValueList<TaskManager> Managers(Experiment experiment, ValueList<StreamNode> nodes) =>
        [.. Enumerable.Range(1, experiment.TaskManagers).Select(number => experiment.Template with { Name = $"taskmanager-{number}", Node = nodes[(number - 1) % nodes.Count].Name })];

    /// <summary>A job that has no more instances of an operator than there are slots.</summary>
    /// <param name="job">The job.</param>
    /// <param name="slots">How many there are; 0: nobody knows.</param>
    /// <param name="mark">Hears of it when that changes something: a kind of mark, and its text.</param>
    public static StreamJob Bounded(StreamJob job, int slots, Action<string, string> mark)
    {
        int most = job.Operators.Max(item => item.Parallelism);
        if (slots < 1 || most <= slots)
        {
            return job;
        }

        mark("scale", $"{CountText.Of(most, "instance")} have {CountText.Of(slots, "slot")}, so there are as many");
        return job.WithParallelism(job.Operators.Select(item => KeyValuePair.Create(item.Name, Math.Min(item.Parallelism, slots))).ToValueMap());
    }
}

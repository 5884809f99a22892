namespace Scalewright.Experiments.Runs;

/// <summary>What a run on real machines begins with.</summary>
internal static class LivePlan
{
    /// <summary>A job that has no more instances of an operator than there are slots.</summary>
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

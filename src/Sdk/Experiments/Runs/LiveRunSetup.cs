namespace Scalewright.Experiments.Runs;

internal static class LiveRunSetup
{
    /// <summary>Limits the parallelism of a job to the number of slots.</summary>
    /// <param name="slots">Number of slots; 0 if unknown.</param>
    /// <param name="record">Records an event of a kind and a text if the job changes.</param>
    public static StreamJob Bounded(StreamJob job, int slots, Action<string, string> record)
    {
        int most = job.Operators.Max(jobOperator => jobOperator.Parallelism);
        if (slots < 1 || most <= slots)
        {
            return job;
        }

        record("scale", $"{Pluralizer.Format(most, "instance")} have {Pluralizer.Format(slots, "slot")}, so there are as many");
        return job.WithParallelism(
            job.Operators.Select(jobOperator => KeyValuePair.Create(jobOperator.Name, Math.Min(jobOperator.Parallelism, slots)))
                .ToValueMap()
        );
    }
}

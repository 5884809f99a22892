namespace Scalewright.Experiments.Streams;

/// <summary>Computes the utilization of the instances and cores of a job from the arrivals in its topics.</summary>
internal sealed class JobUtilization
{
    private readonly JobLayout _plan;
    private readonly JobResource[] _resources;

    public JobUtilization(JobLayout plan)
    {
        _plan = plan;
        JobUser[] users =
        [
            .. plan.Job.Operators.SelectMany(
                (jobOperator, index) =>
                    Enumerable
                        .Range(0, jobOperator.Parallelism)
                        .Select(slot => new JobUser(
                            index,
                            slot,
                            jobOperator.CpuTimePerRecord.TotalSeconds * plan.ProcessingTimeFactors[slot],
                            jobOperator.Partitioning == StreamPartitioning.Pool
                                ? 1.0 / jobOperator.Parallelism
                                : plan.RecordRatios[index][slot]
                        ))
            ),
        ];
        _resources =
        [
            .. users.Select(user => Create(1, [user])),
            .. users.GroupBy(user => plan.GetManager(user.Slot)).Select(group => Create(group.Key.Cpus, group)),
            .. users.GroupBy(user => plan.GetNode(user.Slot)).Select(group => Create(plan.Cores[group.Key], group)),
        ];
    }

    /// <summary>Returns the load of a job.</summary>
    /// <param name="arrivals">For each operator, the records per second in its topic.</param>
    public JobLoad GetLoad(double[] arrivals)
    {
        double[] rates = [.. arrivals];
        for (int index = 0; index < rates.Length; index++)
        {
            foreach (JobEdge edge in _plan.Edges[index])
            {
                rates[edge.To] += rates[index] * edge.Ratio;
            }
        }

        (double most, double relaxation) = (0, 0);
        foreach (JobResource resource in _resources)
        {
            double utilization = resource.Factors.Sum(factor => rates[factor.Operator] * factor.Work);
            double idle = 1 - Math.Sqrt(Math.Min(1, utilization));
            most = Math.Max(most, utilization);
            relaxation = Math.Max(relaxation, resource.Work / (idle * idle));
        }

        return new JobLoad(most, relaxation, rates.Sum());
    }

    private static JobResource Create(double cores, IEnumerable<JobUser> users) =>
        new(
            users.Max(user => user.Work),
            [.. users.GroupBy(user => user.Operator).Select(group => (group.Key, group.Sum(user => user.Work * user.Share) / cores))]
        );

    /// <summary>An instance, its processor seconds per record, and its ratio of the records of its operator.</summary>
    private readonly record struct JobUser(int Operator, int Slot, double Work, double Share);

    /// <summary>An instance or shared cores, with the highest processor time of a record, and the utilization by one
    /// record per second of each operator.</summary>
    private readonly record struct JobResource(double Work, (int Operator, double Work)[] Factors);
}

/// <summary>Load of a job.</summary>
/// <param name="Utilization">Highest utilization of an instance or of shared cores; above 1 if overloaded.</param>
/// <param name="Relaxation">Seconds in which queues forget their state; infinite from a utilization of 1.</param>
/// <param name="Hops">Records that operators receive per second.</param>
internal readonly record struct JobLoad(double Utilization, double Relaxation, double Hops);

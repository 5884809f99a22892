namespace Scalewright.Experiments.Streams;

/// <summary>A stream job: topics, operators in topological order, and the costs of interruptions. Immutable.</summary>
/// <param name="Name">Name of the job. Default <c>job</c>.</param>
[DocumentRecord]
public sealed record StreamJob(string Name = "job")
{
    /// <summary>Input topics.</summary>
    public ValueList<JobTopic> Topics { get; init; } = [];

    /// <summary>Operators in topological order.</summary>
    public ValueList<JobOperator> Operators { get; init; } = [];

    /// <summary>Time between checkpoints, above 0. Default 30 s. After a failure, the job repeats the work since the
    /// last checkpoint.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Minimum duration of a checkpoint. Default 200 milliseconds.</summary>
    public TimeSpan MinCheckpointDuration { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Rate at which state is written and read in MiB per second, above 0. Default 200.</summary>
    public double StateMiBPerSecond { get; init; } = 200;

    /// <summary>Duration of a start without state. Default 5 seconds.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Timeout to detect a lost task manager, 1 millisecond to 31 days. Default 10 seconds.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True to start with fewer instances if slots are missing, false to wait. Default true.</summary>
    [DocumentField("adaptive_scheduler")]
    public bool UsesAdaptiveScheduler { get; init; } = true;

    /// <summary>Duration of a checkpoint of the whole state.</summary>
    public TimeSpan CheckpointDuration => MinCheckpointDuration + StateTime;

    /// <summary>Duration of a start from a savepoint.</summary>
    public TimeSpan RestoreDuration => RestartDelay + StateTime;

    private TimeSpan StateTime => TimeSpan.FromSeconds(Operators.Sum(jobOperator => jobOperator.StateMiB) / StateMiBPerSecond);

    /// <summary>Returns the index of an operator; -1 if it does not exist.</summary>
    /// <param name="name">Name of the operator.</param>
    public int IndexOf(string name)
    {
        for (int index = 0; index < Operators.Count; index++)
        {
            if (Operators[index].Name == name)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Returns the partitions of a source's topic; null for an operator without a topic.</summary>
    internal int? GetPartitions(JobOperator jobOperator) =>
        jobOperator.Topic is { } name ? Topics.First(topic => topic.Name == name).Partitions : null;

    /// <summary>Returns the useful parallelism: at most the maximum and the number of partitions.</summary>
    internal int GetMaxCount(JobOperator jobOperator) => Math.Min(jobOperator.MaxParallelism, GetPartitions(jobOperator) ?? int.MaxValue);

    /// <summary>Returns a copy with another parallelism, within the limits of each operator.</summary>
    /// <param name="parallelism">Parallelism by operator. Operators that are not listed are unchanged.</param>
    public StreamJob WithParallelism(ValueMap<int> parallelism)
    {
        ArgumentNullException.ThrowIfNull(parallelism);
        return this with
        {
            Operators =
            [
                .. Operators.Select(jobOperator =>
                    parallelism.TryGetValue(jobOperator.Name, out int count)
                        ? jobOperator with
                        {
                            Parallelism = Math.Clamp(count, 1, jobOperator.MaxParallelism),
                        }
                        : jobOperator
                ),
            ],
        };
    }

    /// <summary>Returns all problems of the job; empty if it is valid.</summary>
    public ValueList<Problem> Check() => JobRules.Check(this);
}

internal static class JobRules
{
    private const string Before = "use the name of one that comes before";
    private const double MaxSkew = 4;
    private const int MaxKeys = 1_000_000;
    private const int MaxInstances = 32_768; // Flink: upper bound of the maximum parallelism

    public static ValueList<Problem> Check(StreamJob job)
    {
        FieldChecks checks = new();
        checks.Above0("checkpoint_interval", job.CheckpointInterval);
        checks.Time("min_checkpoint_duration", job.MinCheckpointDuration);
        checks.Time("restart_delay", job.RestartDelay);
        checks.Within("heartbeat_timeout", job.HeartbeatTimeout, TimeSpan.FromMilliseconds(1), FieldChecks.MaxDuration);
        checks.Above0("state_mib_per_second", job.StateMiBPerSecond);
        if (job.Operators.Count == 0)
        {
            checks.Add(ProblemCode.MissingField, "operators", "is missing", "add at least one");
        }

        HashSet<string> topics = checks.Names("topics", job.Topics.Select(topic => topic.Name));
        foreach ((JobTopic topic, string path) in job.Topics.Zip(FieldChecks.GetPaths("topics", job.Topics.Select(topic => topic.Name))))
        {
            checks.Within($"{path}.partitions", topic.Partitions, 1, MaxInstances);
        }

        HashSet<string> earlierNames = new(StringComparer.Ordinal);
        checks.Names("operators", job.Operators.Select(jobOperator => jobOperator.Name));
        foreach (
            (JobOperator jobOperator, string path) in job.Operators.Zip(
                FieldChecks.GetPaths("operators", job.Operators.Select(jobOperator => jobOperator.Name))
            )
        )
        {
            CheckNumbers(checks, jobOperator, path);
            CheckInputs(checks, jobOperator, path, topics, earlierNames);
            earlierNames.Add(jobOperator.Name);
        }

        double state = job.Operators.Sum(jobOperator => jobOperator.StateMiB);
        if (job.StateMiBPerSecond > 0 && state > 0 && !(state / job.StateMiBPerSecond <= FieldChecks.MaxDuration.TotalSeconds))
        {
            checks.Add(
                ProblemCode.ConflictingFields,
                "state_mib_per_second",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{state} MiB of state would take more than {FieldChecks.MaxDuration.Days} days"
                ),
                "use less state, or a higher rate"
            );
        }

        return checks.ToList();
    }

    private static void CheckNumbers(FieldChecks checks, JobOperator jobOperator, string path)
    {
        checks.Above0($"{path}.cpu_time", jobOperator.CpuTimePerRecord);
        checks.AtLeast($"{path}.cpu_time_variation", jobOperator.CpuTimeVariation, 0);
        checks.Within($"{path}.max_parallelism", jobOperator.MaxParallelism, 1, MaxInstances);
        checks.Within($"{path}.parallelism", jobOperator.Parallelism, 1, Math.Max(1, jobOperator.MaxParallelism));
        checks.Within($"{path}.keys", jobOperator.KeyCount, 1, MaxKeys);
        checks.Within($"{path}.skew", jobOperator.Skew, 0, MaxSkew);
        checks.AtLeast($"{path}.buffer", jobOperator.BufferSize, 1);
        checks.AtLeast($"{path}.state", jobOperator.StateMiB, 0);
    }

    private static void CheckInputs(
        FieldChecks checks,
        JobOperator jobOperator,
        string path,
        HashSet<string> topics,
        HashSet<string> earlierNames
    )
    {
        if ((jobOperator.Topic is null) == (jobOperator.Inputs.Count == 0))
        {
            checks.Add(
                ProblemCode.ConflictingFields,
                path,
                jobOperator.Topic is null ? "it reads nothing" : "it reads a topic and operators",
                "give it a topic or inputs"
            );
        }

        if (jobOperator.Topic is { } topic && !topics.Contains(topic))
        {
            checks.Unknown($"{path}.topic", topic, topics, " before it", Before, among: "topics");
        }

        foreach (JobInput input in jobOperator.Inputs)
        {
            checks.AtLeast($"{path}.inputs.{input.From}", input.Ratio, 0);
            if (!earlierNames.Contains(input.From))
            {
                checks.Unknown($"{path}.inputs", input.From, earlierNames, " before it", Before, among: "operators");
            }
        }
    }
}

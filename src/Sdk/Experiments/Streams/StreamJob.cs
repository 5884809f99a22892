namespace Scalewright.Experiments.Streams;

/// <summary>A stream job: topics, operators in the order in which records go through them, and what interruptions cost. A value.</summary>
/// <param name="Name">Its name.</param>
public sealed record StreamJob(string Name)
{
    /// <summary>The topics it reads.</summary>
    public ValueList<JobTopic> Topics { get; init; } = [];

    /// <summary>The operators, each after those it reads from.</summary>
    public ValueList<JobOperator> Operators { get; init; } = [];

    /// <summary>Time between two checkpoints, above 0; default 30 s. What was done since the last one is done again after a failure.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a checkpoint takes at least; default 200 ms.</summary>
    public TimeSpan CheckpointTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>State that is written and read in a second, in MiB, above 0; default 200.</summary>
    public double StateMiBPerSecond { get; init; } = 200;

    /// <summary>What a start takes without state; default 5 s.</summary>
    public TimeSpan RestartTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it takes to notice that a task manager is gone, 1 ms to 31 days; default 10 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether it starts with fewer instances when there are not enough slots; default true. Else it waits for slots.</summary>
    public bool IsAdaptive { get; init; } = true;

    /// <summary>How long a checkpoint of all state takes.</summary>
    public TimeSpan CheckpointLength => CheckpointTime + StateTime;

    /// <summary>How long a start from a savepoint takes.</summary>
    public TimeSpan RestoreLength => RestartTime + StateTime;

    private TimeSpan StateTime => TimeSpan.FromSeconds(Operators.Sum(item => item.StateMiB) / StateMiBPerSecond);

    /// <summary>The index of an operator; -1 when there is none of this name.</summary>
    /// <param name="name">Its name.</param>
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

    /// <summary>Parts of the topic that an operator reads; null for one that reads from operators.</summary>
    internal int? PartitionsOf(JobOperator item) => item.Topic is { } name ? Topics.First(topic => topic.Name == name).Partitions : null;

    /// <summary>The most instances of an operator that can have something to do: no more than it may have, nor than its topic has parts.</summary>
    internal int MostOf(JobOperator item) => Math.Min(item.ParallelismMax, PartitionsOf(item) ?? int.MaxValue);

    /// <summary>The same job with other numbers of instances, each within what its operator allows.</summary>
    /// <param name="parallelism">Instances by the operator's name; operators that are not named stay.</param>
    public StreamJob WithParallelism(ValueMap<int> parallelism)
    {
        ArgumentNullException.ThrowIfNull(parallelism);
        return this with
        {
            Operators = [.. Operators.Select(item => parallelism.TryGetValue(item.Name, out int count) ? item with { Parallelism = Math.Clamp(count, 1, item.ParallelismMax) } : item)],
        };
    }

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public ValueList<Problem> Check() => JobRules.Check(this);
}

/// <summary>What a stream job must keep to.</summary>
internal static class JobRules
{
    private const string Before = "use the name of one that comes before";
    private const double SkewMax = 4;
    private const int KeysMax = 1_000_000;
    private const int InstancesMax = 32_768; // Flink: upper bound of the maximum parallelism

    public static ValueList<Problem> Check(StreamJob job)
    {
        FieldChecks checks = new();
        checks.Above0("checkpoint_interval", job.CheckpointInterval);
        checks.Time("checkpoint_time", job.CheckpointTime);
        checks.Time("restart_time", job.RestartTime);
        checks.Within("heartbeat", job.Heartbeat, TimeSpan.FromMilliseconds(1), FieldChecks.LongestMax);
        checks.Above0("state_rate", job.StateMiBPerSecond);
        if (job.Operators.Count == 0)
        {
            checks.Add(ProblemCode.MissingField, "operators", "there is none", "add at least one");
        }

        HashSet<string> topics = checks.Names("topics", job.Topics.Select(topic => topic.Name));
        foreach ((JobTopic topic, string path) in job.Topics.Zip(FieldChecks.PathsOf("topics", job.Topics.Select(topic => topic.Name))))
        {
            checks.Within($"{path}.partitions", topic.Partitions, 1, InstancesMax);
        }

        HashSet<string> known = new(StringComparer.Ordinal);
        checks.Names("operators", job.Operators.Select(item => item.Name));
        foreach ((JobOperator item, string path) in job.Operators.Zip(FieldChecks.PathsOf("operators", job.Operators.Select(item => item.Name))))
        {
            CheckNumbers(checks, item, path);
            CheckInputs(checks, item, path, topics, known);
            known.Add(item.Name);
        }

        double state = job.Operators.Sum(item => item.StateMiB);
        if (job.StateMiBPerSecond > 0 && state > 0 && !(state / job.StateMiBPerSecond <= FieldChecks.LongestMax.TotalSeconds))
        {
            checks.Add(ProblemCode.Conflict, "state_rate", string.Create(CultureInfo.InvariantCulture, $"{state} MiB of state would take more than {FieldChecks.LongestMax.Days} days"), "use less state, or a higher rate");
        }

        return checks.ToList();
    }

    private static void CheckNumbers(FieldChecks checks, JobOperator item, string path)
    {
        checks.Above0($"{path}.cost", item.Cost);
        checks.AtLeast($"{path}.cost_spread", item.CostSpread, 0);
        checks.Within($"{path}.parallelism_max", item.ParallelismMax, 1, InstancesMax);
        checks.Within($"{path}.parallelism", item.Parallelism, 1, Math.Max(1, item.ParallelismMax));
        checks.Within($"{path}.keys", item.Keys, 1, KeysMax);
        checks.Within($"{path}.skew", item.Skew, 0, SkewMax);
        checks.AtLeast($"{path}.buffer", item.Buffer, 1);
        checks.AtLeast($"{path}.state", item.StateMiB, 0);
    }

    private static void CheckInputs(FieldChecks checks, JobOperator item, string path, HashSet<string> topics, HashSet<string> known)
    {
        if ((item.Topic is null) == (item.Inputs.Count == 0))
        {
            checks.Add(ProblemCode.Conflict, path, item.Topic is null ? "it reads nothing" : "it reads a topic and operators", "give it a topic or inputs");
        }

        if (item.Topic is { } topic && !topics.Contains(topic))
        {
            checks.Unknown($"{path}.topic", topic, topics, " before it", Before, among: "topics");
        }

        foreach (JobInput input in item.Inputs)
        {
            checks.AtLeast($"{path}.inputs.{input.From}", input.Ratio, 0);
            if (!known.Contains(input.From))
            {
                checks.Unknown($"{path}.inputs", input.From, known, " before it", Before, among: "operators");
            }
        }
    }
}

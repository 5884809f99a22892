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

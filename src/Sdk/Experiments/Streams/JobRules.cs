using System.Globalization;

namespace Scalewright.Experiments.Streams;

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

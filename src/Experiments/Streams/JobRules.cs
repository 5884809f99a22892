using System.Globalization;

namespace Scalewright.Experiments.Streams;

/// <summary>What a stream job must keep to.</summary>
internal static class JobRules
{
    private const double SkewMax = 4;
    private const int KeysMax = 1_000_000;
    private const int InstancesMax = 32_768; // Flink: upper bound of the maximum parallelism

    public static ValueList<Problem> Check(StreamJob job)
    {
        Checker checker = new();
        checker.Above("checkpoint_interval", job.CheckpointInterval.TotalSeconds);
        checker.AtLeast("checkpoint_time", job.CheckpointTime.TotalSeconds, 0);
        checker.AtLeast("restart_time", job.RestartTime.TotalSeconds, 0);
        checker.AtLeast("heartbeat", job.Heartbeat.TotalSeconds, 0);
        checker.Above("state_rate", job.StateMiBPerSecond);
        if (job.Operators.Count == 0)
        {
            checker.Add(ProblemCode.MissingField, "operators", "there is none", "add at least one");
        }

        HashSet<string> topics = Names(checker, "topics", job.Topics.Select(topic => topic.Name));
        foreach (JobTopic topic in job.Topics)
        {
            checker.Within($"topics.{topic.Name}.partitions", topic.Partitions, 1, InstancesMax);
        }

        HashSet<string> known = new(StringComparer.Ordinal);
        Names(checker, "operators", job.Operators.Select(item => item.Name));
        foreach (JobOperator item in job.Operators)
        {
            CheckNumbers(checker, item);
            CheckInputs(checker, item, topics, known);
            known.Add(item.Name);
        }

        return checker.Problems.ToValueList();
    }

    private static HashSet<string> Names(Checker checker, string field, IEnumerable<string> names)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (name.Length == 0 || !known.Add(name))
            {
                checker.Add(ProblemCode.DuplicateName, field, $"'{Printable.Escape(name)}' is empty or the name of two", "give each a name of its own");
            }
        }

        return known;
    }

    private static void CheckNumbers(Checker checker, JobOperator item)
    {
        string path = $"operators.{item.Name}";
        checker.Above($"{path}.cost", item.Cost.TotalSeconds);
        checker.AtLeast($"{path}.cost_spread", item.CostSpread, 0);
        checker.Within($"{path}.parallelism_max", item.ParallelismMax, 1, InstancesMax);
        checker.Within($"{path}.parallelism", item.Parallelism, 1, Math.Max(1, item.ParallelismMax));
        checker.Within($"{path}.keys", item.Keys, 1, KeysMax);
        checker.Within($"{path}.skew", item.Skew, 0, SkewMax);
        checker.AtLeast($"{path}.buffer", item.Buffer, 1);
        checker.AtLeast($"{path}.state", item.StateMiB, 0);
    }

    private static void CheckInputs(Checker checker, JobOperator item, HashSet<string> topics, HashSet<string> known)
    {
        string path = $"operators.{item.Name}";
        if ((item.Topic is null) == (item.Inputs.Count == 0))
        {
            checker.Add(ProblemCode.Conflict, path, item.Topic is null ? "it reads nothing" : "it reads a topic and operators", "give it a topic or inputs");
        }

        if (item.Topic is { } topic && !topics.Contains(topic))
        {
            checker.Unknown($"{path}.topic", topic, topics);
        }

        foreach (JobInput input in item.Inputs)
        {
            checker.AtLeast($"{path}.inputs.{input.From}", input.Ratio, 0);
            if (!known.Contains(input.From))
            {
                checker.Unknown($"{path}.inputs", input.From, known);
            }
        }
    }

    /// <summary>Notes what is out of its range.</summary>
    private sealed class Checker
    {
        public ProblemList Problems { get; } = new();

        public void Add(ProblemCode code, string field, string found, string advice) => Problems.AddError(code, default, field, found, advice);

        public void Above(string field, double value)
        {
            if (!(value > 0) || !double.IsFinite(value))
            {
                Add(ProblemCode.OutOfRange, field, $"{Text(value)} is not above 0", "use more than 0");
            }
        }

        public void AtLeast(string field, double value, double least)
        {
            if (!(value >= least) || !double.IsFinite(value))
            {
                Add(ProblemCode.OutOfRange, field, $"{Text(value)} is below {Text(least)}", $"use {Text(least)} or more");
            }
        }

        public void Within(string field, double value, double least, double most)
        {
            if (!(value >= least && value <= most))
            {
                Add(ProblemCode.OutOfRange, field, $"{Text(value)} is outside of {Text(least)} to {Text(most)}", $"use {Text(least)} to {Text(most)}");
            }
        }

        public void Unknown(string field, string name, IEnumerable<string> known) => Add(
            ProblemCode.UnknownReference,
            field,
            $"there is no '{Printable.Escape(name)}' before it",
            Spelling.Nearest(name, known) is { } near ? $"did you mean '{near}'?" : "use the name of one that comes before");

        private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
    }
}

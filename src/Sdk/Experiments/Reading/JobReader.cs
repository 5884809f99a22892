using Scalewright.Documents;
using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads the section <c>job</c>.</summary>
internal static class JobReader
{
    public static StreamJob Read(Fields fields)
    {
        StreamJob blank = new(fields.Text("name", "job"));
        StreamJob job = blank with
        {
            Topics = [.. fields.Maps("topics").Select(ReadTopic)],
            Operators = [.. fields.Maps("operators").Select(ReadOperator)],
            CheckpointInterval = fields.Duration("checkpoint_interval", blank.CheckpointInterval),
            CheckpointTime = fields.Duration("checkpoint_time", blank.CheckpointTime),
            StateMiBPerSecond = fields.Number("state_rate", blank.StateMiBPerSecond),
            RestartTime = fields.Duration("restart_time", blank.RestartTime),
            Heartbeat = fields.Duration("heartbeat", blank.Heartbeat),
            IsAdaptive = fields.Flag("adaptive", blank.IsAdaptive),
        };
        fields.Close();
        return job;
    }

    private static JobTopic ReadTopic(Fields fields)
    {
        JobTopic topic = new(fields.Require("name", "its name"), fields.Whole("partitions", 1));
        fields.Close();
        return topic;
    }

    private static JobOperator ReadOperator(Fields fields)
    {
        JobOperator blank = new(fields.Require("name", "its name"));
        JobOperator item = blank with
        {
            Topic = fields.Has("topic") ? fields.Text("topic", "") : null,
            Inputs = [.. fields.Items("inputs").Select(input => ReadInput(fields, input)).OfType<JobInput>()],
            Cost = fields.Duration("cost", blank.Cost),
            CostSpread = fields.Number("cost_spread", blank.CostSpread),
            Parallelism = fields.Whole("parallelism", blank.Parallelism),
            ParallelismMax = fields.Whole("parallelism_max", blank.ParallelismMax),
            Share = fields.Word("share", blank.Share, ("even", ShareRule.Even), ("keyed", ShareRule.Keyed), ("pool", ShareRule.Pool)),
            Keys = fields.Whole("keys", blank.Keys),
            Skew = fields.Number("skew", blank.Skew),
            Buffer = fields.Whole("buffer", blank.Buffer),
            StateMiB = fields.Number("state", blank.StateMiB),
        };
        fields.Close();
        return item;
    }

    private static JobInput? ReadInput(Fields fields, DocumentNode node)
    {
        if (node is DocumentScalar name)
        {
            return new JobInput(name.Text);
        }

        if (node is not DocumentMap map)
        {
            fields.Refuse(node, fields.PathOf("inputs"), "the name of an operator, or a map with 'from' and 'ratio'");
            return null;
        }

        Fields inner = new(map, fields.PathOf("inputs"), fields.Problems);
        JobInput input = new(inner.Require("from", "the name of an operator"), inner.Number("ratio", 1));
        inner.Close();
        return input;
    }
}

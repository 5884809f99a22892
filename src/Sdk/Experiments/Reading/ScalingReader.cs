using Scalewright.Decisions.Policies;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads the section <c>scaling</c>: its interval, and one of <c>steps</c>, <c>strategy</c>, <c>operators</c> or <c>busy</c>.</summary>
internal sealed class ScalingReader(Func<string, byte[]?> open)
{
    private static readonly string[] Kinds = ["steps", "strategy", "operators", "busy"];

    public (IScalingStrategy? Strategy, TimeSpan Interval) Read(Fields fields)
    {
        string[] kinds = [.. Kinds.Where(fields.Has)];
        if (kinds.Length != 1)
        {
            fields.Problems.AddError(ProblemCode.Conflict, fields.Map.Spot, fields.PathOf("strategy"), kinds.Length == 0 ? "nothing says how" : $"{string.Join(" and ", kinds)} are both there", "keep one of steps, strategy, operators and busy");
        }

        IScalingStrategy? strategy = kinds.FirstOrDefault() switch
        {
            "steps" => new StepStrategy(StrategyReader.Read(fields)),
            "strategy" => ReadFile(fields),
            "operators" => fields.Section("operators") is { } rules ? ReadRules(rules) : null,
            "busy" => fields.Section("busy") is { } busy ? ReadBusy(busy) : null,
            _ => null,
        };
        TimeSpan interval = fields.Duration("interval", TimeSpan.FromSeconds(60));
        fields.Close();
        return (strategy, interval);
    }

    private StepStrategy? ReadFile(Fields fields)
    {
        string file = fields.Text("strategy", "");
        if (open(file) is not { } bytes)
        {
            fields.Problems.AddError(ProblemCode.UnreadableFile, fields.Map["strategy"]!.Spot, fields.PathOf("strategy"), $"'{Printable.Escape(file)}' cannot be read", "use a path from the folder of the definition");
            return null;
        }

        StepStrategy? strategy = StrategyReader.Read(bytes, file, out ValueList<Problem> problems);
        foreach (Problem problem in problems)
        {
            fields.Problems.Add(problem);
        }

        return strategy;
    }

    private static OperatorStrategy ReadRules(Fields fields)
    {
        StreamRules blank = new() { CatchUp = TimeSpan.FromMinutes(10), Restart = TimeSpan.FromSeconds(30) };
        StreamRules rules = blank with
        {
            UtilizationTarget = fields.Number("utilization", blank.UtilizationTarget),
            UtilizationBoundary = fields.Number("boundary", blank.UtilizationBoundary),
            CatchUp = fields.Duration("catch_up", blank.CatchUp),
            Restart = fields.Duration("restart", blank.Restart),
            VertexMin = fields.Whole("parallelism_min", blank.VertexMin),
            VertexMax = fields.Whole("parallelism_max", blank.VertexMax),
            ObservesScalability = fields.Flag("observes_scalability", blank.ObservesScalability),
        };
        OperatorStrategy strategy = new(rules) { IsLatencyAware = fields.Flag("latency_aware", false) };
        fields.Close();
        return strategy;
    }

    /// <summary>One task manager more or less when the task is busier or idler than it shall be.</summary>
    private static PolicyStrategy ReadBusy(Fields fields)
    {
        PolicyStrategy strategy = new(new ThresholdSizing
        {
            Metric = "busy",
            High = fields.Number("above", 0.8),
            Low = fields.Number("below", 0.3),
            NodesMin = fields.Whole("min", 1),
            NodesMax = fields.Whole("max", 10),
        });
        fields.Close();
        return strategy;
    }
}

using Scalewright.Decisions.Policies;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads the section <c>scaling</c>: the interval and one kind of strategy.</summary>
internal sealed class ScalingReader(Func<string, byte[]?> open)
{
    private static readonly string[] Kinds = ["steps", "strategy", "operators", "busy"];

    public (IScalingStrategy? Strategy, TimeSpan Interval) Read(ExperimentFieldReader fields)
    {
        string[] kinds = [.. Kinds.Where(fields.Has)];
        if (kinds.Length != 1)
        {
            fields.Problems.AddError(
                ProblemCode.ConflictingFields,
                fields.Map.Position,
                fields.GetPath("strategy"),
                kinds.Length == 0 ? "nothing says how" : $"{string.Join(" and ", kinds)} are both there",
                "keep one of steps, strategy, operators and busy"
            );
        }

        ValueList<TaskManagerSize> sizes = ReadSizes(fields);
        IScalingStrategy? strategy = kinds.FirstOrDefault() switch
        {
            "steps" => new StepStrategy(StrategyReader.Read(fields, sizes)),
            "strategy" => ReadFile(fields, sizes),
            "operators" => fields.Section("operators", ReadRules),
            "busy" => fields.Section("busy", ReadBusy),
            _ => null,
        };
        TimeSpan interval = fields.Duration("interval", TimeSpan.FromSeconds(60));
        fields.Close();
        return (strategy, interval);
    }

    /// <summary>Returns the sizes of the definition, and the default sizes that it does not replace.</summary>
    private static ValueList<TaskManagerSize> ReadSizes(ExperimentFieldReader fields)
    {
        List<TaskManagerSize> sizes = [];
        foreach (ExperimentFieldReader item in fields.Maps("sizes"))
        {
            TaskManagerSize size = new(
                item.Require("name", "the name of the size"),
                item.Number("cpus", 1),
                item.Whole("memory", 2048, "MiB")
            );
            item.Close();
            if (size.Name == TaskManagerSize.Template.Name || sizes.Exists(other => other.Name == size.Name))
            {
                item.Problems.AddError(
                    ProblemCode.DuplicateName,
                    item.Map["name"]!.Position,
                    item.GetPath("name"),
                    $"'{TextEscaping.Escape(size.Name)}' is another size",
                    "use another word"
                );
            }

            sizes.Add(size);
        }

        return [.. sizes, .. TaskManagerSize.Defaults.Where(size => !sizes.Exists(other => other.Name == size.Name))];
    }

    private StepStrategy? ReadFile(ExperimentFieldReader fields, ValueList<TaskManagerSize> sizes)
    {
        string file = fields.Text("strategy", "");
        if (open(file) is not { } bytes)
        {
            fields.Problems.AddError(
                ProblemCode.UnreadableFile,
                fields.Map["strategy"]!.Position,
                fields.GetPath("strategy"),
                $"'{TextEscaping.Escape(file)}' cannot be read",
                "use a path from the folder of the definition"
            );
            return null;
        }

        StepStrategy? strategy = StrategyReader.Read(bytes, file, sizes, out ValueList<Problem> problems);
        fields.Problems.AddRange(problems);
        return strategy;
    }

    private static OperatorStrategy ReadRules(ExperimentFieldReader fields)
    {
        StreamRules blank = new() { CatchUpDuration = TimeSpan.FromMinutes(10), RestartDuration = TimeSpan.FromSeconds(30) };
        StreamRules rules = blank with
        {
            UtilizationTarget = fields.Number("utilization", blank.UtilizationTarget),
            UtilizationBoundary = fields.Number("boundary", blank.UtilizationBoundary),
            CatchUpDuration = fields.Duration("catch_up", blank.CatchUpDuration),
            RestartDuration = fields.Duration("restart", blank.RestartDuration),
            MinParallelism = fields.Whole("min_parallelism", blank.MinParallelism),
            MaxParallelism = fields.Whole("max_parallelism", blank.MaxParallelism),
            IsObservedScalabilityEnabled = fields.Flag("observes_scalability", blank.IsObservedScalabilityEnabled),
        };
        OperatorStrategy strategy = new(rules) { IsLatencyAware = fields.Flag("latency_aware", false) };
        fields.Close();
        return strategy;
    }

    /// <summary>Creates a strategy that adds or removes one task manager if the utilization leaves a range.</summary>
    private static PolicyStrategy ReadBusy(ExperimentFieldReader fields)
    {
        PolicyStrategy strategy = new(
            new ThresholdSizing
            {
                Metric = "busy",
                UpperThreshold = fields.Number("above", 0.8),
                LowerThreshold = fields.Number("below", 0.3),
                MinNodes = fields.Whole("min", 1),
                MaxNodes = fields.Whole("max", 10),
            }
        );
        fields.Close();
        return strategy;
    }
}

/// <summary>Reads strategy files: a list of steps with a <c>node</c> and the additions in <c>taskmanager</c>.</summary>
internal static class StrategyReader
{
    public static StepStrategy? Read(
        ReadOnlyMemory<byte> utf8,
        string source,
        ValueList<TaskManagerSize> sizes,
        out ValueList<Problem> problems
    )
    {
        Document document = DocumentReader.Read(utf8, Dialect.Yaml, source: source);
        ProblemList found = new(source);
        StepStrategy? strategy = null;
        if (document.Root is DocumentList list)
        {
            ExperimentFieldReader fields = new(
                new DocumentMap([new DocumentEntry("steps", list.Position, list)], list.Position),
                "",
                found
            );
            strategy = new StepStrategy(Read(fields, sizes));
        }
        else if (document.Root is { } root)
        {
            found.AddError(
                ProblemCode.WrongType,
                root.Position,
                "",
                $"found {root.Description}",
                "use a list of steps, as in '- node: pico'"
            );
        }

        found.AddRange(document.Problems.Concat(found.HasErrors || strategy is null ? [] : strategy.Check()));
        problems = found.ToValueList();
        return found.HasErrors ? null : strategy;
    }

    private static readonly string[] MachineSizes = ["", "small", "medium", "large", "x-large"];

    internal static ValueList<ScalingStep> Read(ExperimentFieldReader fields, ValueList<TaskManagerSize> sizes) =>
        [.. fields.Maps("steps", "node").Select(step => ReadStep(step, sizes))];

    private static ScalingStep ReadStep(ExperimentFieldReader fields, ValueList<TaskManagerSize> sizes)
    {
        string kind = fields.Require("node", "the kind of machine");
        int size = fields.Keyword("type", 0, ("small", 1), ("medium", 2), ("large", 3), ("x-large", 4));
        ScalingStep step = new(kind, [.. fields.Maps("taskmanager", "type").Select(entry => ReadEntry(entry, sizes))])
        {
            Size = MachineSizes[size],
        };
        if (step.Entries.Count == 0 && !fields.Has("taskmanager"))
        {
            fields.Problems.AddError(
                ProblemCode.MissingField,
                fields.Map.Position,
                fields.GetPath("taskmanager"),
                "is missing",
                "add at least one task manager"
            );
        }

        fields.Close();
        return step;
    }

    private static ScalingEntry ReadEntry(ExperimentFieldReader fields, ValueList<TaskManagerSize> sizes)
    {
        (string, TaskManagerSize)[] words = [.. sizes.Append(TaskManagerSize.Template).Select(size => (size.Name, size))];
        TaskManagerSize size = fields.Keyword("type", sizes.First(size => size.Name == "s"), words);
        ScalingEntry entry = new(fields.Whole("number", 1), size)
        {
            Method = fields.Keyword(
                "method",
                ScalingMethod.Block,
                ("block", ScalingMethod.Block),
                ("linear", ScalingMethod.Linear),
                ("exponential", ScalingMethod.Exponential)
            ),
            Scope = fields.Keyword(
                "scope",
                ScalingScope.TaskManager,
                ("taskmanager", ScalingScope.TaskManager),
                ("slots", ScalingScope.Slots)
            ),
            Parallelism = fields.Has("parallelism") ? fields.Whole("parallelism", 1) : null,
        };
        fields.Close();
        return entry;
    }
}

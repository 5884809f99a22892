using Scalewright.Decisions.Policies;
using Scalewright.Experiments.Strategies;
using Scalewright.Generated;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads the section <c>scaling</c>: the interval and one kind of strategy.</summary>
internal static class ScalingReader
{
    private static readonly string[] Kinds = ["steps", "strategy", "operators", "busy"];

    public static (IScalingStrategy? Strategy, TimeSpan Interval) Read(ExperimentFieldReader fields)
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
        return fields.Close((strategy, fields.Duration("interval", TimeSpan.FromSeconds(60))));
    }

    /// <summary>Returns the sizes of the definition, and the default sizes that it does not replace.</summary>
    private static ValueList<TaskManagerSize> ReadSizes(ExperimentFieldReader fields)
    {
        List<TaskManagerSize> sizes = [];
        foreach (ExperimentFieldReader item in fields.Maps("sizes"))
        {
            TaskManagerSize size = DocumentRecords.ReadTaskManagerSize(item);
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

    private static StepStrategy? ReadFile(ExperimentFieldReader fields, ValueList<TaskManagerSize> sizes)
    {
        if (fields.File("strategy") is not { } bytes)
        {
            return null;
        }

        StepStrategy? strategy = StrategyReader.Read(bytes, fields.Text("strategy", ""), sizes, out ValueList<Problem> problems);
        fields.Problems.AddRange(problems);
        return strategy;
    }

    private static OperatorStrategy ReadRules(ExperimentFieldReader fields)
    {
        StreamRules blank = new() { CatchUpDuration = TimeSpan.FromMinutes(10), RestartDuration = TimeSpan.FromSeconds(30) };
        StreamRules rules = blank with
        {
            UtilizationTarget = fields.Double("utilization", blank.UtilizationTarget),
            UtilizationBoundary = fields.Double("boundary", blank.UtilizationBoundary),
            CatchUpDuration = fields.Duration("catch_up", blank.CatchUpDuration),
            RestartDuration = fields.Duration("restart", blank.RestartDuration),
            MinParallelism = fields.Whole("min_parallelism", blank.MinParallelism),
            MaxParallelism = fields.Whole("max_parallelism", blank.MaxParallelism),
            IsObservedScalabilityEnabled = fields.Boolean("observes_scalability", blank.IsObservedScalabilityEnabled),
        };
        return fields.Close(new OperatorStrategy(rules) { IsLatencyAware = fields.Boolean("latency_aware", false) });
    }

    /// <summary>Creates a strategy that adds or removes one task manager if the utilization leaves a range.</summary>
    private static PolicyStrategy ReadBusy(ExperimentFieldReader fields)
    {
        return fields.Close(
            new PolicyStrategy(
                new ThresholdSizing
                {
                    Metric = "busy",
                    UpperThreshold = fields.Double("above", 0.8),
                    LowerThreshold = fields.Double("below", 0.3),
                    MinNodes = fields.Whole("min", 1),
                    MaxNodes = fields.Whole("max", 10),
                }
            )
        );
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
                found,
                static _ => null
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

        return fields.Close(step);
    }

    private static ScalingEntry ReadEntry(ExperimentFieldReader fields, ValueList<TaskManagerSize> sizes)
    {
        (string, TaskManagerSize)[] sizesByName = [.. sizes.Append(TaskManagerSize.Template).Select(known => (known.Name, known))];
        TaskManagerSize size = fields.Keyword("type", sizes.First(known => known.Name == "s"), sizesByName);
        return fields.Close(
            new ScalingEntry(fields.Whole("number", 1), size)
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
            }
        );
    }
}

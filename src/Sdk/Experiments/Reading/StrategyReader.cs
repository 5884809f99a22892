using Scalewright.Documents;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads a strategy file: a list of steps with a <c>node</c>, and what comes to it as <c>taskmanager</c>.</summary>
internal static class StrategyReader
{
    /// <summary>Reads the text of a file.</summary>
    /// <param name="utf8">The bytes, YAML.</param>
    /// <param name="source">The file as the caller names it.</param>
    /// <param name="problems">Everything that is wrong; empty when nothing is.</param>
    /// <returns>The strategy; null when there are problems.</returns>
    public static StepStrategy? Read(ReadOnlyMemory<byte> utf8, string source, out ValueList<Problem> problems)
    {
        Document document = DocumentReader.Read(utf8, Dialect.Yaml, source: source);
        ProblemList found = new(source);
        StepStrategy? strategy = null;
        if (document.Root is DocumentList list)
        {
            Fields fields = new(new DocumentMap([new DocumentEntry("steps", list.Spot, list)], list.Spot), "", found);
            strategy = new StepStrategy(Read(fields));
        }
        else if (document.Root is { } root)
        {
            found.AddError(ProblemCode.WrongType, root.Spot, "", $"found {root.Kind}", "use a list of steps, as in '- node: pico'");
        }

        foreach (Problem problem in document.Problems.Concat(found.HasErrors || strategy is null ? [] : strategy.Check()))
        {
            found.Add(problem);
        }

        problems = found.ToValueList();
        return found.HasErrors ? null : strategy;
    }

    private static readonly string[] Sizes = ["", "small", "medium", "large", "x-large"];

    internal static ValueList<ScalingStep> Read(Fields fields) => [.. fields.Maps("steps", "node").Select(ReadStep)];

    private static ScalingStep ReadStep(Fields fields)
    {
        string kind = fields.Require("node", "the kind of machine");
        int size = fields.Word("type", 0, ("small", 1), ("medium", 2), ("large", 3), ("x-large", 4));
        ScalingStep step = new(kind, [.. fields.Maps("taskmanager", "type").Select(ReadEntry)]) { Size = Sizes[size] };
        if (step.Entries.Count == 0 && !fields.Has("taskmanager"))
        {
            fields.Problems.AddError(ProblemCode.MissingField, fields.Map.Spot, fields.PathOf("taskmanager"), "it is not there", "add at least one task manager");
        }

        fields.Close();
        return step;
    }

    private static ScalingEntry ReadEntry(Fields fields)
    {
        (string, int)[] words = [.. TaskManagerSize.All.Select((size, index) => (size.Name, index)), ("template", TaskManagerSize.All.Count)];
        int size = fields.Word("type", 1, words);
        ScalingEntry entry = new(fields.Whole("number", 1), size < TaskManagerSize.All.Count ? TaskManagerSize.All[size] : TaskManagerSize.Template)
        {
            Method = fields.Word("method", ScalingMethod.Block, ("block", ScalingMethod.Block), ("linear", ScalingMethod.Linear), ("exponential", ScalingMethod.Exponential)),
            Scope = fields.Word("scope", ScalingScope.TaskManager, ("taskmanager", ScalingScope.TaskManager), ("slots", ScalingScope.Slots)),
            Parallelism = fields.Has("parallelism") ? fields.Whole("parallelism", 1) : null,
        };
        fields.Close();
        return entry;
    }
}

using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Experiments.Histories;

/// <summary>Reads the JSON files of an experiment's folder and reports problems by key.</summary>
internal static class FolderFile
{
    private const string Advice = "restore the file from a backup";

    private static double MaxSeconds => FieldChecks.MaxDuration.TotalSeconds;

    public static T Read<T>(string file, byte[] utf8, JsonTypeInfo<T> type, Func<T, FieldChecks> check)
    {
        T? json;
        try
        {
            json = JsonSerializer.Deserialize(utf8, type);
        }
        catch (JsonException exception)
        {
            throw new ExperimentException(
                [.. Describe(utf8, type, exception).Select(problem => problem with { Source = file })],
                exception
            );
        }

        Problem[] found = json is null
            ? [new Problem(ProblemCode.StateCorrupt, "it holds nothing", Advice)]
            : [.. check(json).ToList().Select(AsDamage)];
        return found.Length == 0 ? json! : throw new ExperimentException([.. found.Select(problem => problem with { Source = file })]);
    }

    public static FieldChecks Check(ExperimentJson json)
    {
        FieldChecks checks = new FieldChecks()
            .Within("runs", json.Runs, 1, ExperimentRules.MaxRuns)
            .Within("warm_up_seconds", GetStated(json.WarmUpSeconds), 0, MaxSeconds)
            .Within("cool_down_seconds", json.CoolDownSeconds, 0, MaxSeconds);
        if (json.Thresholds is { } thresholds)
        {
            foreach ((string name, double seconds) in thresholds.Durations)
            {
                checks.Within($"thresholds.{name}", seconds, 0, MaxSeconds);
            }
        }

        if (json.Backlog is { } backlog)
        {
            checks
                .Within("backlog.keeping_up_seconds", backlog.KeepingUpSeconds, 0, MaxSeconds)
                .Within("backlog.behind_seconds", backlog.BehindSeconds, 0, MaxSeconds);
        }

        if (json.Node.Length > 0)
        {
            CheckName("node", json.Node, checks);
        }

        CheckTexts("config", json.Config, checks);
        for (int index = 0; index < json.Points.Length; index++)
        {
            string path = FormattableString.Invariant($"points.{index}");
            if (json.Points[index] is not { } point)
            {
                CheckThere(path, null, checks);
                continue;
            }

            CheckName($"{path}.name", point.Name, checks);
            CheckTexts($"{path}.parameters", point.Parameters, checks);
            checks
                .Within($"{path}.warm_up_seconds", GetStated(point.WarmUpSeconds ?? 0), 0, MaxSeconds)
                .Within($"{path}.cool_down_seconds", point.CoolDownSeconds ?? 0, 0, MaxSeconds);
        }

        return checks;
    }

    /// <summary>Returns 0 for a warm-up that is found in the data.</summary>
    private static double GetStated(double seconds) => seconds == Experiment.AutomaticWarmUp.TotalSeconds ? 0 : seconds;

    public static FieldChecks Check(BundleJson json)
    {
        FieldChecks checks = new();
        foreach ((int index, string? name) in json.Files.Index())
        {
            CheckThere(FormattableString.Invariant($"files.{index}"), name, checks);
        }

        foreach ((int index, MachinesJson? machines) in json.Machines.Index())
        {
            CheckThere(FormattableString.Invariant($"machines.{index}"), machines, checks);
        }

        CheckTexts("overrides", json.Overrides, checks);
        return checks;
    }

    /// <summary>Returns the missing keys, or the value that cannot be read.</summary>
    private static Problem[] Describe<T>(byte[] utf8, JsonTypeInfo<T> type, JsonException e)
    {
        string field = TextEscaping.Escape((e.Path ?? "").TrimStart('$').TrimStart('.'));
        string[] missing =
            field.Length == 0 && TryParse(utf8) is JsonObject root
                ? [.. type.Properties.Where(IsRequired).Select(property => property.Name).Where(name => root[name] is null)]
                : [];
        if (missing.Length > 0)
        {
            Problem gone = new(ProblemCode.StateCorrupt, "is missing", Advice);
            return [.. missing.Select(name => gone with { Field = name })];
        }

        TextPosition position = e is { LineNumber: { } line, BytePositionInLine: { } column }
            ? new TextPosition((int)line + 1, (int)column + 1)
            : default;
        string found = TryParse(utf8) is null ? "it is not JSON" : "its value is missing, or of another kind";
        return [new Problem(ProblemCode.StateCorrupt, found, Advice) { Field = field, Position = position }];
    }

    private static Problem AsDamage(Problem problem) =>
        problem with
        {
            Code = ProblemCode.StateCorrupt,
            Advice = $"{problem.Advice}, or {Advice}",
        };

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static JsonNode? TryParse(byte[] utf8)
    {
        try
        {
            return JsonNode.Parse(utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The name of a point is the name of a subfolder.
    private static void CheckName(string field, string name, FieldChecks checks)
    {
        if (name is "" or "." or ".." || name != Path.GetFileName(name))
        {
            string found = $"'{TextEscaping.Escape(name)}' is not a name of a folder";
            checks.Add(ProblemCode.InvalidName, field, found, "use the name of a folder in this one");
        }
    }

    private static void CheckTexts(string field, SortedDictionary<string, string> texts, FieldChecks checks)
    {
        foreach ((string key, string? text) in texts)
        {
            CheckThere($"{field}.{TextEscaping.Escape(key)}", text, checks);
        }
    }

    private static void CheckThere(string field, object? value, FieldChecks checks)
    {
        if (value is null)
        {
            checks.Add(ProblemCode.MissingField, field, "it is null", "write its value");
        }
    }
}

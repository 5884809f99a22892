using Scalewright.Experiments.Platforms;

namespace Conformance.Scalehub;

internal static class Refusal
{
    public static JsonObject Describe(Problem problem, PlatformSection section)
    {
        string field = problem.Field[(section.Path.Length + 1)..];
        JsonObject error = new() { ["kind"] = Kind(problem, field) };
        if (error["kind"]!.GetValue<string>() == "missing-field")
        {
            error["field"] = field;
        }

        return error;
    }

    /// <summary>The README defines four reasons by name. Of others, only the subject is compared.</summary>
    public static string? FirstDifference(JsonObject? expected, ValueList<Problem> problems)
    {
        if (expected is null)
        {
            return $"expected platforms, was refused: {problems[0]}";
        }

        string kind = expected["kind"]?.GetValue<string>() ?? "";
        string? section = expected["section"]?.GetValue<string>();
        // We report all problems of a file; the reference stops at the first one.
        bool isSame = problems.Any(problem =>
            kind switch
            {
                "missing-section" => problem.Code == ProblemCode.MissingField && (section is null || problem.Field == section),
                _ when kind.Contains("duplicate", StringComparison.Ordinal) && kind.Contains("section", StringComparison.Ordinal) =>
                    problem.Code == ProblemCode.DuplicateName,
                _ when kind.Contains("duplicate", StringComparison.Ordinal) => problem.Code == ProblemCode.DuplicateKey
                    || problem.Code == ProblemCode.DuplicateName,
                _ when kind.Contains("interpol", StringComparison.Ordinal) => problem.Code == ProblemCode.InterpolationFailed,
                _ => true,
            }
        );
        return isSame ? null : $"$.error: expected {expected.ToJsonString()}, was {problems[0]} [{problems[0].Code}]";
    }

    private static string Kind(Problem problem, string field)
    {
        if (problem.Code == ProblemCode.UnknownPlatform)
        {
            return "unknown-type";
        }

        return problem.Code == ProblemCode.WrongType ? "bad-integer"
            : field == "type" ? "missing-type"
            : "missing-field";
    }
}

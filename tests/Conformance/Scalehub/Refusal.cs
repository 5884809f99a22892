using Scalewright.Experiments.Platforms;

namespace Conformance.Scalehub;

/// <summary>Our problems in the words of the cases.</summary>
internal static class Refusal
{
    /// <summary>Why a platform cannot be used.</summary>
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

    /// <summary>
    /// Whether a refused file was refused for the reason that is wanted. The README names four reasons and one word for them; of the others
    /// only what they are about is compared.
    /// </summary>
    public static string? FirstDifference(JsonObject? expected, ValueList<Problem> problems)
    {
        if (expected is null)
        {
            return $"expected platforms, was refused: {problems[0]}";
        }

        string kind = expected["kind"]?.GetValue<string>() ?? "";
        string? section = expected["section"]?.GetValue<string>();
        // All problems of a file are told; the reference stops at its first one.
        bool isSame = problems.Any(problem => kind switch
        {
            "missing-section" => problem.Code == ProblemCode.MissingField && (section is null || problem.Field == section),
            _ when kind.Contains("duplicate", StringComparison.Ordinal) && kind.Contains("section", StringComparison.Ordinal) => problem.Code == ProblemCode.DuplicateName,
            _ when kind.Contains("duplicate", StringComparison.Ordinal) => problem.Code == ProblemCode.DuplicateKey || problem.Code == ProblemCode.DuplicateName,
            _ when kind.Contains("interpol", StringComparison.Ordinal) => problem.Code == ProblemCode.Interpolation,
            _ => true,
        });
        return isSame ? null : $"$.error: expected {expected.ToJsonString()}, was {problems[0]} [{problems[0].Code}]";
    }

    private static string Kind(Problem problem, string field)
    {
        if (problem.Code == ProblemCode.UnknownPlatform)
        {
            return "unknown-type";
        }

        return problem.Code == ProblemCode.WrongType ? "bad-integer" : field == "type" ? "missing-type" : "missing-field";
    }
}

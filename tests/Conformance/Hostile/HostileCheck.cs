namespace Conformance.Hostile;

public static class HostileCheck
{
    public static string? FirstDifference(HostileCase hostile, HostileResult result)
    {
        Problem? primary = result.Read.Errors.FirstOrDefault();
        if (hostile.Outcome != "either" && result.Outcome != hostile.Outcome)
        {
            return $"{result.Outcome}, expected {hostile.Outcome} ({primary?.ToString() ?? "no error"})";
        }

        return (primary is null ? AcceptDifference(hostile, result) : RejectDifference(hostile, primary))
            ?? SuggestionDifference(hostile, result)
            ?? (result.Seconds > hostile.SecondsMax ? $"took {result.Seconds:0.00} s, allowed are {hostile.SecondsMax}" : null);
    }

    private static string? RejectDifference(HostileCase hostile, Problem primary)
    {
        if (hostile.Codes.Count > 0 && !hostile.Codes.Contains(primary.Code.Name, StringComparer.Ordinal))
        {
            return $"code {primary.Code.Name}, expected {string.Join(" or ", hostile.Codes)} ({primary})";
        }

        if (hostile.IsBounded)
        {
            return null;
        }

        bool isPlaced = hostile.Spots.Count == 0 || hostile.Spots.Contains(primary.Position);
        bool isInRange =
            hostile.LineRange.Count == 0
            || (primary.Position.Line >= hostile.LineRange[0] && primary.Position.Line <= hostile.LineRange[1]);
        return isPlaced && isInRange
            ? null
            : $"at {primary.Position}, expected {string.Join(" or ", hostile.Spots)}{string.Join('-', hostile.LineRange)} ({primary})";
    }

    private static string? AcceptDifference(HostileCase hostile, HostileResult result)
    {
        if (hostile.Class != "accept")
        {
            return null;
        }

        string[] raised = [.. result.Read.Warnings.Select(warning => warning.Code.Name)];
        string[] missing = [.. hostile.Warnings.Except(raised, StringComparer.Ordinal)];
        if (missing.Length > 0 || (hostile.Warnings.Count == 0 && raised.Length > 0))
        {
            return $"warnings [{string.Join(", ", raised)}], expected [{string.Join(", ", hostile.Warnings)}]";
        }

        if (hostile.WarningSpots.Count > 0 && !result.Read.Warnings.Any(warning => hostile.WarningSpots.Contains(warning.Position)))
        {
            return $"no warning at {string.Join(" or ", hostile.WarningSpots)}";
        }

        string text = result.AllText();
        return hostile.Verbatim.FirstOrDefault(verbatim => !text.Contains(verbatim, StringComparison.Ordinal)) is { } lost
            ? $"'{TextEscaping.Escape(lost)}' did not come through"
            : ProfilesDifference(hostile.Profiles, result);
    }

    private static string? SuggestionDifference(HostileCase hostile, HostileResult result) =>
        hostile.Suggestion is { } wanted
        && !((IEnumerable<Problem>)result.Read.Problems).Any(problem => problem.ToString().Contains(wanted, StringComparison.Ordinal))
            ? $"does not suggest '{wanted}'"
            : null;

    private static string? ProfilesDifference(IReadOnlyList<JsonElement> wanted, HostileResult result)
    {
        if (wanted.Count != result.Expanded.Count)
        {
            return $"{result.Expanded.Count} profiles, expected {wanted.Count}";
        }

        return wanted
            .Zip(result.Expanded)
            .SelectMany(pair =>
                pair.First.EnumerateObject().Select(fact => (fact, Actual: Actual(fact.Name, pair.Second.Profile, pair.Second.Group)))
            )
            .Where(item => !Matches(item.fact.Value, item.Actual))
            .Select(item => $"{item.fact.Name} is {item.Actual ?? "not known"}, expected {item.fact.Value}")
            .FirstOrDefault();
    }

    /// <summary>Facts are named as in the manifest. A template is a map of facts.</summary>
    private static object? Actual(string fact, Profile profile, NodeGroup group) =>
        fact switch
        {
            "name" => profile.Name,
            "plugin" => profile.Plugin.Name,
            "nodes" => group.Nodes.Count,
            "containers" => ((IEnumerable<NodeSpec>)group.Nodes).Sum(node => (long)node.ContainerCount),
            "cpu" => group.Nodes[0].Hardware.Cpus,
            "memory" => group.Nodes[0].Hardware.MemoryMiB,
            "image" => group.Nodes[0].Hardware.Image,
            _ when fact.Contains("version", StringComparison.Ordinal) => ScalePlugins.All.Find(profile.Plugin)?.Version,
            _ when fact.Contains("last", StringComparison.Ordinal) => group.Nodes[^1].ContainerCount,
            _ when fact.Contains("template", StringComparison.Ordinal) => (Func<string, object?>)(field => Actual(field, profile, group)),
            _ => null,
        };

    private static bool Matches(JsonElement wanted, object? actual) =>
        actual is Func<string, object?> template
            ? wanted.EnumerateObject().All(field => Matches(field.Value, template(field.Name)))
            : wanted.ToString() == actual?.ToString();
}

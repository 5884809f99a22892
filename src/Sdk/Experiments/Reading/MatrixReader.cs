namespace Scalewright.Experiments.Reading;

/// <summary>Expands <c>matrix</c>, a map of paths to lists of values, to one definition for each combination.</summary>
internal static class MatrixReader
{
    /// <summary>Returns the definitions and their parameters, the last path varying fastest.</summary>
    public static List<(DocumentMap Definition, ValueMap<string> Parameters)> Expand(DocumentMap root, ProblemList problems)
    {
        List<(DocumentMap, ValueMap<string>)> points = [(root, ValueMap<string>.Empty)];
        if (root["matrix"] is not DocumentMap matrix)
        {
            if (root["matrix"] is { } other)
            {
                problems.AddError(
                    ProblemCode.WrongType,
                    other.Position,
                    "matrix",
                    $"found {other.Description}",
                    "use a map of paths to lists of values"
                );
            }

            return points;
        }

        foreach (DocumentEntry entry in matrix)
        {
            if (Values(entry, problems) is not { } values || !IsThere(root, entry, problems))
            {
                continue;
            }

            long count = (long)points.Count * values.Length;
            if (count > SweepRules.MaxPoints)
            {
                problems.AddError(
                    ProblemCode.OutOfRange,
                    entry.KeyPosition,
                    $"matrix.{entry.Key}",
                    $"{count} combinations are more than {SweepRules.MaxPoints}",
                    "use fewer values, or several definitions"
                );
                return [(root, ValueMap<string>.Empty)];
            }

            points =
            [
                .. points.SelectMany(point =>
                    values.Select(value => ((DocumentMap)Replace(point.Item1, entry.Key, value), point.Item2.With(entry.Key, value.Text)))
                ),
            ];
        }

        return points;
    }

    /// <summary>Returns the definition with another value at a path.</summary>
    public static DocumentMap Override(DocumentMap root, string path, DocumentScalar value, ProblemList problems)
    {
        if (IsThere(root, path))
        {
            return (DocumentMap)Replace(root, path, value);
        }

        problems.AddError(
            ProblemCode.UnknownReference,
            value.Position,
            path,
            "the definition has no such field",
            "leave it out, or add the section to the definition"
        );
        return root;
    }

    private static DocumentScalar[]? Values(DocumentEntry entry, ProblemList problems)
    {
        if (entry.Value is DocumentList { Count: > 0 } list && list.All(item => item is DocumentScalar))
        {
            HashSet<object> values = [];
            foreach (DocumentScalar item in list.Cast<DocumentScalar>())
            {
                if (!values.Add(Identify(item)))
                {
                    problems.AddError(
                        ProblemCode.DuplicateName,
                        item.Position,
                        $"matrix.{entry.Key}",
                        $"'{TextEscaping.Escape(item.Text)}' is there twice",
                        "leave one of them out"
                    );
                }
            }

            return [.. list.Cast<DocumentScalar>()];
        }

        problems.AddError(
            ProblemCode.WrongType,
            entry.Value.Position,
            $"matrix.{entry.Key}",
            entry.Value is DocumentList { Count: 0 } ? "the list is empty" : $"found {entry.Value.Description}",
            "use a list of values"
        );
        return null;
    }

    /// <summary>
    /// Returns the value of a scalar for comparison. The field decides what it is, so a text of digits is a number, a
    /// number is a duration in seconds, and the text <c>true</c> is a Boolean.
    /// </summary>
    private static object Identify(DocumentScalar scalar)
    {
        if (scalar.ScalarKind == ScalarKind.Null)
        {
            return scalar;
        }

        if (scalar.ScalarKind == ScalarKind.Boolean)
        {
            return scalar.IsTrue ? "true" : "false";
        }

        string text = scalar.Text;
        if (ReadNumber(text) is { } number)
        {
            return number;
        }

        if (text.EndsWith('%') && ReadNumber(text[..^1]) is { } percentage)
        {
            return (percentage, '%');
        }

        return ExperimentDurationText.TryRead(text, out TimeSpan duration)
            ? new DocumentScalar(ScalarKind.Number, string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks}e-7"))
            : text;
    }

    /// <summary>Returns a number that equals each other spelling of its value; null for another text.</summary>
    private static DocumentScalar? ReadNumber(string text)
    {
        DocumentScalar number = new(ScalarKind.Number, text);
        return number.ToJson() is null ? null : number;
    }

    private static bool IsThere(DocumentMap root, DocumentEntry entry, ProblemList problems)
    {
        bool isThere = IsThere(root, entry.Key);
        if (!isThere)
        {
            problems.AddError(
                ProblemCode.UnknownReference,
                entry.KeyPosition,
                "matrix",
                $"there is no '{TextEscaping.Escape(entry.Key)}'",
                "use a path as in job.operators.NAME.cpu_time"
            );
        }

        return isThere;
    }

    private static bool IsThere(DocumentMap root, string path)
    {
        DocumentNode node = root;
        string rest = path;
        while (rest.Length > 0 && PositionFinder.Step(node, rest) is var (inner, left))
        {
            (node, rest) = (inner, left);
        }

        // A key that the definition omits may be varied if its map exists.
        return rest.Length == 0 || (node is DocumentMap && !rest.Contains('.', StringComparison.Ordinal));
    }

    private static DocumentNode Replace(DocumentNode node, string path, DocumentScalar value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        if (PositionFinder.Step(node, path) is not var (child, rest))
        {
            return new DocumentMap(((DocumentMap)node).Append(new DocumentEntry(path, value.Position, value)), node.Position);
        }

        DocumentNode changed = Replace(child, rest, value);
        if (node is DocumentMap map)
        {
            return new DocumentMap(
                map.Select(entry => ReferenceEquals(entry.Value, child) ? entry with { Value = changed } : entry),
                node.Position
            );
        }

        return new DocumentList(((DocumentList)node).Select(item => ReferenceEquals(item, child) ? changed : item), node.Position);
    }
}

namespace VirtCluster.Compat;

/// <summary>Chooses a node as vt_cluster's <c>select_node</c> does, quirks included; the SDK's own way is typed and has none of them.</summary>
internal static class ReferenceSelector
{
    /// <summary>Chooses one of the candidates; null when none fits.</summary>
    /// <param name="properties">The facts of each node, in their order.</param>
    /// <param name="candidates">Names of nodes; without selectors the last one is taken out.</param>
    /// <param name="selectors">The text of a list of <c>{key, operator, values}</c>.</param>
    /// <exception cref="PythonSyntaxException">The text is no literal.</exception>
    /// <exception cref="OperatorException">An operator does not fit its values, or is none.</exception>
    /// <exception cref="PythonTypeException">The text is a literal of another shape.</exception>
    public static string? Select(IReadOnlyList<KeyValuePair<string, Dictionary<object, object?>>> properties, List<string>? candidates, string? selectors)
    {
        if (candidates is null || candidates.Count == 0)
        {
            return null;
        }

        if (string.IsNullOrEmpty(selectors))
        {
            string last = candidates[^1];
            candidates.RemoveAt(candidates.Count - 1);
            return last;
        }

        object? conditions = PythonLiteral.Parse(selectors);
        return properties.Where(node => candidates.Contains(node.Key)).FirstOrDefault(node => Matches(node.Value, conditions)).Key;
    }

    private static bool Matches(Dictionary<object, object?> facts, object? conditions)
    {
        foreach (object? condition in Iterate(conditions))
        {
            if (condition is not Dictionary<object, object?> map)
            {
                throw new PythonTypeException("AttributeError");
            }

            object? fact = map.GetValueOrDefault("key") is { } key ? facts.GetValueOrDefault(key) : null;
            if (!Holds(map.GetValueOrDefault("operator") as string, fact, map.GetValueOrDefault("values")))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<object?> Iterate(object? value) => value switch
    {
        List<object?> list => list,
        Dictionary<object, object?> map => map.Keys,
        string text => text.Select(character => (object?)character.ToString()),
        _ => throw new PythonTypeException("TypeError"),
    };

    // An operand that Python takes for false is not handed on, and the operator then lacks it.
    private static bool Holds(string? name, object? left, object? right) => !PythonCompare.IsTrue(right)
        ? throw new OperatorException("the operand is missing")
        : name switch
        {
            "<" or "lt" => PythonCompare.IsLess(left, right),
            ">" or "gt" => PythonCompare.IsLess(right, left),
            "==" or "eq" => PythonCompare.AreEqual(left, right),
            "!=" or "ne" => !PythonCompare.AreEqual(left, right),
            "contains" => Contains(left, right),
            "not contains" => !Contains(left, right),
            _ => throw new OperatorException($"no operator '{name}'"),
        };

    private static bool Contains(object? left, object? right) => left is List<object?> && right is List<object?> items
        ? items.TrueForAll(item => PythonCompare.Contains(left, item))
        : PythonCompare.Contains(left, right);
}

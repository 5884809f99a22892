namespace VirtCluster.Compat;

/// <summary>Selects a node like vt_cluster's <c>select_node</c>, with quirks that the SDK's selector lacks.</summary>
internal static class ReferenceSelector
{
    /// <summary>Selects one of the candidates; null if none matches.</summary>
    /// <param name="properties">Facts of each node, in the order of the nodes.</param>
    /// <param name="candidates">Names of nodes. Without selectors, the last one is removed and returned.</param>
    /// <param name="selectors">Text of a list of <c>{key, operator, values}</c>.</param>
    /// <exception cref="PythonSyntaxException">The text is not a literal.</exception>
    /// <exception cref="OperatorException">An operator is unknown or does not fit its values.</exception>
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

    // The reference drops an operand that Python treats as false, so the operator then lacks it.
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

using System.Numerics;

namespace VirtCluster.Compat;

/// <summary>Compares values of <see cref="PythonLiteral"/> as Python does.</summary>
internal static class PythonCompare
{
    /// <summary>Same as <c>left == right</c>: numbers and booleans by value, others only with the same type.</summary>
    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (string one, string other) => one == other,
        (List<object?> one, List<object?> other) => one.Count == other.Count && one.Zip(other).All(pair => AreEqual(pair.First, pair.Second)),
        (Dictionary<object, object?> one, Dictionary<object, object?> other) =>
            one.Count == other.Count && one.All(item => other.TryGetValue(item.Key, out object? value) && AreEqual(item.Value, value)),
        _ => IsNumber(left) && IsNumber(right) && CompareNumbers(left!, right!) == 0,
    };

    /// <summary>Same as <c>left &lt; right</c>.</summary>
    /// <exception cref="OperatorException">Python defines no order for the two.</exception>
    public static bool IsLess(object? left, object? right) => (left, right) switch
    {
        (string one, string other) => ComparePoints(one, other) < 0,
        (List<object?> one, List<object?> other) => IsLess(one, other),
        _ when IsNumber(left) && IsNumber(right) => CompareNumbers(left!, right!) < 0,
        _ => throw new OperatorException("the two have no order"),
    };

    /// <summary>Same as <c>bool(value)</c>.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        BigInteger whole => !whole.IsZero,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        Dictionary<object, object?> map => map.Count > 0,
        _ => true,
    };

    /// <summary>Same as <c>item in whole</c>.</summary>
    /// <exception cref="OperatorException">The whole is not a container, or a text is searched for another
    /// type.</exception>
    public static bool Contains(object? whole, object? item) => (whole, item) switch
    {
        (List<object?> list, _) => list.Any(each => AreEqual(each, item)),
        (Dictionary<object, object?> map, not (null or List<object?> or Dictionary<object, object?>)) => map.ContainsKey(item),
        (string text, string part) => text.Contains(part, StringComparison.Ordinal),
        _ => throw new OperatorException("the value cannot contain the other"),
    };

    private static bool IsLess(List<object?> left, List<object?> right)
    {
        foreach ((object? one, object? other) in left.Zip(right))
        {
            if (!AreEqual(one, other))
            {
                return IsLess(one, other);
            }
        }

        return left.Count < right.Count;
    }

    private static bool IsNumber(object? value) => value is bool or BigInteger or double;

    private static int CompareNumbers(object left, object right)
    {
        if (left is double || right is double)
        {
            (double one, double other) = (ToDouble(left), ToDouble(right));
            return one < other ? -1 : one > other ? 1 : one == other ? 0 : 2;
        }

        return ToWhole(left).CompareTo(ToWhole(right));
    }

    private static double ToDouble(object value) => value is double number ? number : (double)ToWhole(value);

    private static BigInteger ToWhole(object value) => value is bool flag ? (flag ? 1 : 0) : (BigInteger)value;

    // Compares code points, because UTF-16 would sort surrogates before the end of the basic plane.
    private static int ComparePoints(string left, string right)
    {
        int[] one = [.. left.EnumerateRunes().Select(rune => rune.Value)];
        int[] other = [.. right.EnumerateRunes().Select(rune => rune.Value)];
        return one.AsSpan().SequenceCompareTo(other);
    }
}

using System.Numerics;

namespace Scalewright.Documents;

/// <summary>One key of a map with its value.</summary>
/// <param name="Key">The key as text.</param>
/// <param name="KeySpot">Where the key starts.</param>
/// <param name="Value">The value.</param>
public readonly record struct DocumentEntry(string Key, TextSpot KeySpot, DocumentNode Value)
{
    /// <summary>What the key is by the rules of its format. A text in every dialect but YAML 1.1, where <c>1</c> and <c>"1"</c> are two keys.</summary>
    public ScalarKind KeyKind { get; init; }

    /// <summary>What makes the key the same as another: numbers by value, true and false as 1 and 0, everything else by kind and characters.</summary>
    internal string Identity => IdentityOf(Key, KeyKind);

    /// <summary>Equal by key and value; places do not count.</summary>
    public bool Equals(DocumentEntry other) => Key == other.Key && KeyKind == other.KeyKind && Value.Equals(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Value);

    internal static string IdentityOf(string key, ScalarKind kind) => kind switch
    {
        ScalarKind.Text => key,
        ScalarKind.Boolean => key == "true" ? "\0n1" : "\0n0",
        ScalarKind.Integer => $"\0n{key}",
        ScalarKind.Number when double.TryParse(key, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsInteger(number) =>
            $"\0n{new BigInteger(number).ToString(CultureInfo.InvariantCulture)}",
        ScalarKind.Null => "\0null",
        _ => $"\0{key}",
    };
}

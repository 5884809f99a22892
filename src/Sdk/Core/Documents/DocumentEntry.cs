using System.Numerics;

namespace Scalewright.Documents;

/// <summary>A key of a map with its value.</summary>
/// <param name="Key">Key as text.</param>
/// <param name="KeyPosition">Position of the key.</param>
/// <param name="Value">Value of the key.</param>
public readonly record struct DocumentEntry(string Key, TextPosition KeyPosition, DocumentNode Value)
{
    /// <summary>Kind of the key: text, except in YAML 1.1, where <c>1</c> and <c>"1"</c> are different keys.</summary>
    public ScalarKind KeyKind { get; init; }

    /// <summary>Identity of the key: numbers and Booleans by value, other keys by kind and characters.</summary>
    internal string Identity => CreateIdentity(Key, KeyKind);

    /// <summary>Compares key and value; positions are ignored.</summary>
    public bool Equals(DocumentEntry other) => Identity == other.Identity && Value.Equals(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Identity, Value);

    internal static string CreateIdentity(string key, ScalarKind kind) =>
        kind switch
        {
            ScalarKind.Text => key,
            ScalarKind.Boolean => key == "true" ? "\0n1" : "\0n0",
            ScalarKind.Integer => $"\0n{key}",
            ScalarKind.Number
                when double.TryParse(key, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                    && double.IsInteger(number) => $"\0n{new BigInteger(number).ToString(CultureInfo.InvariantCulture)}",
            ScalarKind.Null => "\0null",
            _ => $"\0{key}",
        };
}

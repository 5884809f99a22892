using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>A part of a profile for the turbines' configurations. Each value is checked only when it is used.</summary>
internal readonly struct TurbineSection(MapValue map)
{
    public bool IsEmpty => map.Count == 0;

    /// <summary>Value of a key; null if it is missing.</summary>
    public Value? this[string key] => map.Get(key);

    /// <summary>Section of a key; empty if it is missing.</summary>
    /// <exception cref="ReferenceException">The value is not a map.</exception>
    public TurbineSection Section(string key) => new(Loose.Section(map, key));

    /// <summary>Section of a key; null if it is missing or empty.</summary>
    /// <exception cref="ReferenceException">The value is something else.</exception>
    public TurbineSection? Optional(string key) => map.Get(key) is { } value && Loose.IsTrue(value) ? new TurbineSection(Loose.AsMap(value, "get")) : null;

    /// <summary>Entries of a list; empty if it is missing.</summary>
    /// <exception cref="ReferenceException">The value cannot be iterated.</exception>
    public IEnumerable<Value> Items(string key) => Loose.Items(map.Get(key) ?? new ListValue());

    /// <summary>Text for an element; null for an element without text.</summary>
    /// <exception cref="ReferenceException">The value is neither a text nor null.</exception>
    public string? Content(string key, string missing) => map.Get(key) is { } value ? ContentOf(value) : missing;

    /// <summary>Text for an attribute.</summary>
    /// <exception cref="ReferenceException">The value is not a text.</exception>
    public string Attribute(string key, string missing) => map.Get(key) is { } value ? AttributeOf(value) : missing;

    /// <summary>Any value, as it appears in a formatted text.</summary>
    public string Formatted(string key, string missing) => map.Get(key) is { } value ? Loose.Text(value) : missing;

    /// <summary>Value as the text of an element; null for an element without text.</summary>
    /// <exception cref="ReferenceException">The value is neither a text nor null.</exception>
    public static string? ContentOf(Value value) => Loose.IsNull(value) ? null : AttributeOf(value);

    /// <summary>Value as the text of an attribute.</summary>
    /// <exception cref="ReferenceException">The value is not a text.</exception>
    public static string AttributeOf(Value value) => value is ScalarValue { IsText: true } text
        ? text.Text
        : throw ReferenceException.WrongType($"Argument must be bytes or unicode, got '{Loose.TypeName(value)}'");
}

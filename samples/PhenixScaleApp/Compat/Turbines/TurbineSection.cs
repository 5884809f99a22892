using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>A part of a profile as the turbines' configurations read it: nothing is checked before it is used.</summary>
/// <param name="map">The part.</param>
internal readonly struct TurbineSection(MapValue map)
{
    /// <summary>True when nothing is in it.</summary>
    public bool IsEmpty => map.Count == 0;

    /// <summary>The value of a key; null when it is not there.</summary>
    public Value? this[string key] => map.Get(key);

    /// <summary>The part of a key; empty when it is not there.</summary>
    /// <exception cref="ReferenceException">The key holds no map.</exception>
    public TurbineSection Section(string key) => new(Loose.Section(map, key));

    /// <summary>The part of a key; null when it is not there or holds nothing.</summary>
    /// <exception cref="ReferenceException">The key holds something else.</exception>
    public TurbineSection? Optional(string key) => map.Get(key) is { } value && Loose.IsTrue(value) ? new TurbineSection(Loose.AsMap(value, "get")) : null;

    /// <summary>The entries of a list; none when it is not there.</summary>
    /// <exception cref="ReferenceException">The key holds nothing that can be iterated.</exception>
    public IEnumerable<Value> Items(string key) => Loose.Items(map.Get(key) ?? new ListValue());

    /// <summary>A text for an element; null for an element without one.</summary>
    /// <exception cref="ReferenceException">The key holds neither a text nor null.</exception>
    public string? Content(string key, string missing) => map.Get(key) is { } value ? ContentOf(value) : missing;

    /// <summary>A text for an attribute.</summary>
    /// <exception cref="ReferenceException">The key holds no text.</exception>
    public string Attribute(string key, string missing) => map.Get(key) is { } value ? AttributeOf(value) : missing;

    /// <summary>Any value, as it appears in a formatted text.</summary>
    public string Formatted(string key, string missing) => map.Get(key) is { } value ? Loose.Text(value) : missing;

    /// <summary>A value as the text of an element; null for an element without one.</summary>
    /// <exception cref="ReferenceException">It is neither a text nor null.</exception>
    public static string? ContentOf(Value value) => Loose.IsNull(value) ? null : AttributeOf(value);

    /// <summary>A value as the text of an attribute.</summary>
    /// <exception cref="ReferenceException">It is no text.</exception>
    public static string AttributeOf(Value value) => value is ScalarValue { IsText: true } text
        ? text.Text
        : throw ReferenceException.WrongType($"Argument must be bytes or unicode, got '{Loose.TypeName(value)}'");
}

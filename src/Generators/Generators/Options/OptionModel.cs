namespace Scalewright.Generators.Options;

/// <summary>One option, as text.</summary>
/// <param name="Property">Name of the property.</param>
/// <param name="Key">Key in a profile; dots lead into nested maps.</param>
/// <param name="Value">The type of its value.</param>
public sealed record OptionModel(string Property, string Key, ValueModel Value)
{
    /// <summary>True when a profile must have the key.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True when the value is an argument of the record's constructor.</summary>
    public bool IsParameter { get; init; }

    /// <summary>The property's documentation as plain text; null when it has none.</summary>
    public string? Description { get; init; }

    /// <summary>The default as JSON; null when it is no literal.</summary>
    public string? Default { get; init; }
}

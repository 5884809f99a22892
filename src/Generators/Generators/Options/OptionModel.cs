namespace Scalewright.Generators.Options;

/// <summary>Option as text.</summary>
/// <param name="Property">Name of the property.</param>
/// <param name="Key">Key in a profile. Dots address nested maps.</param>
/// <param name="Value">Type of the value.</param>
public sealed record OptionModel(string Property, string Key, ValueModel Value)
{
    public bool IsRequired { get; init; }

    /// <summary>True if the value is an argument of the record's constructor.</summary>
    public bool IsParameter { get; init; }

    /// <summary>Documentation of the property as plain text, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Default as JSON. Null if it is not a literal.</summary>
    public string? Default { get; init; }
}

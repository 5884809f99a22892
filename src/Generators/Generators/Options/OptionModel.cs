namespace Scalewright.Generators.Options;

/// <summary>Option as text.</summary>
/// <param name="Property">Name of the property.</param>
/// <param name="Key">Key in a profile. Dots address nested maps.</param>
/// <param name="Value">Type of the value.</param>
internal sealed record OptionModel(string Property, string Key, ValueModel Value)
{
    public bool IsRequired { get; init; }

    /// <summary>True if the value is an argument of the record's constructor.</summary>
    public bool IsParameter { get; init; }

    /// <summary>Documentation of the property as plain text, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Description of the value of a required key of a definition, or null.</summary>
    public string? Advice { get; init; }

    /// <summary>Method that reads the value in a definition. Null: by the type.</summary>
    public string? Reader { get; init; }

    /// <summary>Default as JSON; for a definition, the name of a member. Null if it is not a literal.</summary>
    public string? Default { get; init; }
}

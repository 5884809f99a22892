namespace Scalewright.Generators.Options;

/// <summary>The type of an option's value, as text.</summary>
/// <param name="Kind">What it is read as.</param>
/// <param name="Type">The type without nullability, fully qualified.</param>
public sealed record ValueModel(ValueKind Kind, string Type)
{
    /// <summary>True when nothing is a value too.</summary>
    public bool IsNullable { get; init; }

    /// <summary>True when false stands for nothing.</summary>
    public bool IsOff { get; init; }

    /// <summary>True for a struct.</summary>
    public bool IsValueType { get; init; }

    /// <summary>Smallest number that is accepted, in invariant digits; null: any.</summary>
    public string? Minimum { get; init; }

    /// <summary>Largest number that is accepted, in invariant digits; null: any.</summary>
    public string? Maximum { get; init; }

    /// <summary>The members of an enum; empty for other kinds.</summary>
    public EquatableArray<string> Members { get; init; }

    /// <summary>The element of a list or map; null for other kinds.</summary>
    public ValueModel? Item { get; init; }

    /// <summary>The nested record; null for other kinds.</summary>
    public RecordModel? Record { get; init; }
}

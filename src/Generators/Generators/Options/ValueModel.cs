namespace Scalewright.Generators.Options;

/// <summary>Type of an option's value, as text.</summary>
/// <param name="Kind">Kind of the value.</param>
/// <param name="Type">The type without nullability, fully qualified.</param>
internal sealed record ValueModel(ValueKind Kind, string Type)
{
    public bool IsNullable { get; init; }

    /// <summary>True if <c>false</c> means null.</summary>
    public bool IsOff { get; init; }

    public bool IsValueType { get; init; }

    /// <summary>Smallest accepted number in invariant digits. Null: no limit.</summary>
    public string? Minimum { get; init; }

    /// <summary>Largest accepted number in invariant digits. Null: no limit.</summary>
    public string? Maximum { get; init; }

    /// <summary>Accepted length of a text, list or map. Null: any.</summary>
    public LengthModel? Length { get; init; }

    /// <summary>Regular expression that the whole text must match. Null: any text.</summary>
    public string? Pattern { get; init; }

    /// <summary>Accepted texts for error messages. Null: the pattern.</summary>
    public string? PatternDescription { get; init; }

    public EquatableArray<string> Members { get; init; }

    public ValueModel? Item { get; init; }

    public RecordModel? Record { get; init; }
}

/// <summary>Accepted length of a text, list or map.</summary>
internal sealed record LengthModel(int Minimum, int Maximum);

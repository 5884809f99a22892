namespace Scalewright.Generators.Options;

/// <summary>Type of an option's value, as text.</summary>
/// <param name="Kind">Kind of the value.</param>
/// <param name="Type">The type without nullability, fully qualified.</param>
public sealed record ValueModel(ValueKind Kind, string Type)
{
    public bool IsNullable { get; init; }

    /// <summary>True if <c>false</c> means null.</summary>
    public bool IsOff { get; init; }

    public bool IsValueType { get; init; }

    /// <summary>Smallest accepted number in invariant digits. Null: no limit.</summary>
    public string? Minimum { get; init; }

    /// <summary>Largest accepted number in invariant digits. Null: no limit.</summary>
    public string? Maximum { get; init; }

    public EquatableArray<string> Members { get; init; }

    public ValueModel? Item { get; init; }

    public RecordModel? Record { get; init; }
}

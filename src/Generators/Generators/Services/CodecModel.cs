namespace Scalewright.Generators.Services;

/// <summary>Serialization of one type.</summary>
internal sealed record CodecModel(string Type, CodecKind Kind)
{
    /// <summary>For a plain type: the statement that writes <c>value</c>.</summary>
    public string Write { get; init; } = "";

    /// <summary>For a plain type: the expression that reads it. For a map: the conversion of a dictionary.</summary>
    public string Read { get; init; } = "";

    /// <summary>Codec of the contained values. -1: none.</summary>
    public int Item { get; init; } = -1;

    public string ItemType { get; init; } = "";

    /// <summary>True if <c>value</c> is a <c>Nullable</c>.</summary>
    public bool IsStruct { get; init; }

    public EquatableArray<CodecMember> Members { get; init; }

    /// <summary>Form of the type in the digest, which is independent of type names.</summary>
    public string Shape { get; init; } = "";
}

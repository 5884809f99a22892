namespace Scalewright.Generators.Services;

/// <summary>What reads and writes one type.</summary>
/// <param name="Type">The type, as C# writes it.</param>
/// <param name="Kind">How it is written.</param>
public sealed record CodecModel(string Type, CodecKind Kind)
{
    /// <summary>Of a plain one: the statement that writes <c>value</c>.</summary>
    public string Write { get; init; } = "";

    /// <summary>Of a plain one: the expression that reads it; of a map: what makes it of a dictionary.</summary>
    public string Read { get; init; } = "";

    /// <summary>Codec of what is in it; -1: none.</summary>
    public int Item { get; init; } = -1;

    /// <summary>Type of what is in it, as C# writes it.</summary>
    public string ItemType { get; init; } = "";

    /// <summary>Whether <c>value</c> is a <c>Nullable</c>.</summary>
    public bool IsStruct { get; init; }

    /// <summary>Of an object: its values.</summary>
    public EquatableArray<CodecMember> Members { get; init; }

    /// <summary>What it is called in the digest: its form, not its name.</summary>
    public string Shape { get; init; } = "";
}

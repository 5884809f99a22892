namespace Scalewright.Documents;

/// <summary>Size limits of a document, checked before memory is allocated.</summary>
public sealed record ReadLimits
{
    /// <summary>Limits for files that people write.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>Limits for a generated experiment document: 256 MiB and 20,000,000 nodes.</summary>
    public static ReadLimits ExperimentDocument { get; } = new() { MaxBytes = 256 << 20, MaxNodes = 20_000_000 };

    /// <summary>Maximum input size in bytes. Default 4 MiB.</summary>
    public int MaxBytes { get; init; } = 4 << 20;

    /// <summary>Maximum nesting depth of maps and lists. Default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Maximum number of maps, lists, scalars and keys, with aliases expanded. Default 100,000.</summary>
    public int MaxNodes { get; init; } = 100_000;

    /// <summary>Maximum length of a scalar in UTF-16 code units. Default 65,536.</summary>
    public int MaxScalarLength { get; init; } = 64 << 10;
}

namespace Scalewright.Documents;

/// <summary>How large a document may get. Each limit holds before anything of that size is built.</summary>
public sealed record ReadLimits
{
    /// <summary>The limits of a file that a person writes.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>The limits of a whole experiment, which a program wrote: 256 MiB and 20,000,000 nodes.</summary>
    public static ReadLimits ExperimentDocument { get; } = new() { BytesMax = 256 << 20, NodesMax = 20_000_000 };

    /// <summary>Size of the input in bytes; default 4 MiB.</summary>
    public int BytesMax { get; init; } = 4 << 20;

    /// <summary>Maps and lists inside of each other; default 64.</summary>
    public int DepthMax { get; init; } = 64;

    /// <summary>Maps, lists, scalars and keys, each alias counted as what it stands for; default 100,000.</summary>
    public int NodesMax { get; init; } = 100_000;

    /// <summary>Length of one scalar in UTF-16 code units; default 65,536.</summary>
    public int ScalarLengthMax { get; init; } = 64 << 10;
}

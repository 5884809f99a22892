namespace Loopback.Minimega.Commands;

/// <summary>How replies are printed; the modifiers of the same names.</summary>
internal sealed record RenderOptions
{
    /// <summary>Host in front.</summary>
    public bool Annotate { get; init; } = true;

    /// <summary>Column names above.</summary>
    public bool Headers { get; init; } = true;

    /// <summary>Rows in order.</summary>
    public bool Sort { get; init; } = true;

    /// <summary>Comma-separated.</summary>
    public bool Csv { get; init; }

    /// <summary>The entries as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Same text of several hosts once; no effect with one host.</summary>
    public bool Compress { get; init; } = true;

    /// <summary>Remembered in the history.</summary>
    public bool Record { get; init; } = true;

    /// <summary>Lines are preprocessed.</summary>
    public bool Preprocess { get; init; } = true;

    /// <summary>The value of a modifier.</summary>
    public bool Get(string modifier) => modifier switch
    {
        ".annotate" => Annotate,
        ".headers" => Headers,
        ".sort" => Sort,
        ".csv" => Csv,
        ".json" => Json,
        ".compress" => Compress,
        ".record" => Record,
        _ => Preprocess,
    };

    /// <summary>The options with one modifier changed.</summary>
    public RenderOptions With(string modifier, bool value) => modifier switch
    {
        ".annotate" => this with { Annotate = value },
        ".headers" => this with { Headers = value },
        ".sort" => this with { Sort = value },
        ".csv" => this with { Csv = value },
        ".json" => this with { Json = value },
        ".compress" => this with { Compress = value },
        ".record" => this with { Record = value },
        _ => this with { Preprocess = value },
    };
}

namespace Loopback.Minimega.Commands;

internal sealed record RenderOptions
{
    public bool Annotate { get; init; } = true;
    public bool Headers { get; init; } = true;
    public bool Sort { get; init; } = true;
    public bool Csv { get; init; }
    public bool Json { get; init; }

    /// <summary>Prints identical text of several hosts once. No effect with one host.</summary>
    public bool Compress { get; init; } = true;

    public bool Record { get; init; } = true;

    public bool Preprocess { get; init; } = true;

    public bool Get(string modifier) =>
        modifier switch
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

    public RenderOptions With(string modifier, bool value) =>
        modifier switch
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

namespace Scalewright.Experiments.Services;

/// <summary>An answer that was read to its end.</summary>
internal sealed record ServiceReply(int Status, ReadOnlyMemory<byte> Body)
{
    private const int ShownBytes = 1024;

    /// <summary>Headers by name, whatever the case; the values of one name joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>How long the service asked to be left alone; null: it said nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the status is one of success.</summary>
    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>The beginning of the body, safe to print.</summary>
    public string Shown => Printable.Escape(Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, ShownBytes)]).Trim());
}

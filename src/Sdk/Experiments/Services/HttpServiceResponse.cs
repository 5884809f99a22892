namespace Scalewright.Experiments.Services;

internal sealed record HttpServiceResponse(int Status, ReadOnlyMemory<byte> Body)
{
    private const int MaxPreviewBytes = 1024;

    /// <summary>Headers by case-insensitive name. Values of the same name are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Delay requested by the service; null if not set.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Start of the body, safe to print.</summary>
    public string BodyPreview =>
        TextEscaping.Escape(Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, MaxPreviewBytes)]).Trim());
}

namespace Services.Tests;

/// <summary>An error with data.</summary>
public sealed class QuotaException(string message, Exception? inner) : Exception(message, inner)
{
    public int Limit { get; init; }

    public string? Owner { get; init; }
}

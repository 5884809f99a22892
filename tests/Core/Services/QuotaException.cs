namespace Services.Tests;

public sealed class QuotaException(string message, Exception? inner) : Exception(message, inner)
{
    public int Limit { get; init; }

    public string? Owner { get; init; }
}

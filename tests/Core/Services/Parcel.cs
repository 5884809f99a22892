namespace Services.Tests;

public sealed record Parcel(string Name, int? Weight, ValueList<Parcel> Inside)
{
    public ValueMap<double> Sizes { get; init; } = ValueMap<double>.Empty;

    public Urgency Urgency { get; init; }

    public DateTimeOffset At { get; init; }

    public TimeSpan Age { get; init; }

    public Guid Id { get; init; }

    public string? Note { get; init; }

    public Uri? Link { get; init; }

    public decimal Price { get; init; }

    public char Shelf { get; init; } = 'a';

    public IReadOnlyDictionary<string, long[]>? Counts { get; init; }

    public Point Point { get; init; }

    public int Total => Inside.Count + 1;
}

namespace Scalewright.Tool.Places;

/// <summary>An environment variable that says something about a place.</summary>
/// <param name="Name">Its name.</param>
internal sealed record PlaceVariable(string Name)
{
    /// <summary>What its value stands for; default: itself.</summary>
    public Func<string, string> Means { get; init; } = static value => value;

    /// <summary>What a variable of this process says; null when it is not set, or empty.</summary>
    public static string? Find(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>What it says; null when it is not set, or empty.</summary>
    public string? Find() => Find(Name) is { } value ? Means(value) : null;
}

namespace Scalewright.Tool.Places;

/// <summary>An environment variable that says something about a place.</summary>
/// <param name="Name">Its name.</param>
internal sealed record PlaceVariable(string Name)
{
    /// <summary>What its value stands for; default: itself.</summary>
    public Func<string, string> Means { get; init; } = static value => value;

    /// <summary>Gets what its value stands for; null when it is not set, or empty.</summary>
    public string? Find(ToolEnvironment environment) => environment.Variable(Name) is { Length: > 0 } value ? Means(value) : null;
}

namespace AutoScaling.Tests;

/// <summary>Reads replies without their namespaces.</summary>
internal static class ReplyExtensions
{
    /// <summary>All elements of a name, at any depth.</summary>
    public static IEnumerable<XElement> All(this XElement document, string name) => document.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>The values of all elements of a name, at any depth.</summary>
    public static string[] Values(this XElement document, string name) => [.. document.All(name).Select(element => element.Value)];

    /// <summary>The value of the first element of a name, at any depth; null when there is none.</summary>
    public static string? First(this XElement document, string name) => document.All(name).FirstOrDefault()?.Value;

    /// <summary>The items of all lists of a name, at any depth.</summary>
    public static XElement[] Items(this XElement document, string list) => [.. document.All(list).SelectMany(element => element.Elements())];
}

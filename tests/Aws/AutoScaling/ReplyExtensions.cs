namespace AutoScaling.Tests;

internal static class ReplyExtensions
{
    public static IEnumerable<XElement> All(this XElement document, string name) =>
        document.Descendants().Where(element => element.Name.LocalName == name);

    public static string[] Values(this XElement document, string name) => [.. document.All(name).Select(element => element.Value)];

    public static string? First(this XElement document, string name) => document.All(name).FirstOrDefault()?.Value;

    public static XElement[] Items(this XElement document, string list) =>
        [.. document.All(list).SelectMany(element => element.Elements())];
}

namespace Sdk.Tests.Guards;

/// <summary>Namespaces that the package Scalewright adds to a project with implicit usings.</summary>
internal static class PackageUsings
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. XElement
            .Load(Repository.At("src", "Sdk", "Scalewright", "build", "Scalewright.props"))
            .Descendants("Using")
            .Select(item => item.Attribute("Include")!.Value),
    ];
}

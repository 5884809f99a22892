namespace Sdk.Tests.Guards;

public partial class ThirdPartyTests
{
    [Fact]
    public void The_list_of_third_party_packages_has_exactly_those_of_the_lock_files()
    {
        string[] listed = [.. Row().Matches(File.ReadAllText(Repository.At("THIRD-PARTY.md"))).Select(row => row.Groups["name"].Value)];
        string[] locked =
        [
            .. Sources.FilesBelow(Repository.At("src"), "packages.lock.json").SelectMany(Packages).Distinct(StringComparer.Ordinal),
        ];

        locked
            .Except(listed, StringComparer.Ordinal)
            .Select(name => $"'{name}' is missing in THIRD-PARTY.md")
            .Concat(listed.Except(locked, StringComparer.Ordinal).Select(name => $"'{name}' of THIRD-PARTY.md is in no lock file of src"))
            .ShouldBeEmpty();
        listed.ShouldBeUnique();
    }

    /// <summary>A package source may lack versions that the solution does not use, and these samples would then not build.</summary>
    [Fact]
    public void The_samples_outside_of_the_solution_name_the_versions_of_the_solution()
    {
        Dictionary<string, string> central = XDocument
            .Load(Repository.At("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .ToDictionary(Name, item => item.Attribute("Version")!.Value, StringComparer.Ordinal);

        Sources
            .FilesBelow(Repository.At("samples", "outside"), "*.csproj")
            .SelectMany(file => XDocument.Load(file).Descendants("PackageReference"))
            .Where(item => !Name(item).StartsWith("Scalewright", StringComparison.Ordinal))
            .Select(item => (Package: Name(item), item.Attribute("Version")!.Value))
            .Where(found => found.Value != central.GetValueOrDefault(found.Package))
            .ShouldBeEmpty();
    }

    private static string Name(XElement item) => item.Attribute("Include")!.Value;

    private static IEnumerable<string> Packages(string file) =>
        JsonNode.Parse(File.ReadAllText(file))!["dependencies"]!
            .AsObject()
            .SelectMany(framework => framework.Value!.AsObject())
            .Where(package => package.Value!["type"]!.GetValue<string>() != "Project")
            .Select(package => package.Key);

    [GeneratedRegex(
        @"^\| `(?<name>[\w.-]+)` \| [^|]+ \| [^|]+ \|$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex Row();
}

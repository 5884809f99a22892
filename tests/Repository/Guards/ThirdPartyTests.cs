namespace Sdk.Tests.Guards;

public partial class ThirdPartyTests
{
    [Fact]
    public void The_list_of_third_party_packages_has_exactly_those_of_the_lock_files()
    {
        string[] listed = [.. Row().Matches(File.ReadAllText(Repository.At("THIRD-PARTY.md"))).Select(row => row.Groups["name"].Value)];
        string[] locked = [.. Sources.FilesBelow(Repository.At("src"), "packages.lock.json").SelectMany(Packages).Distinct(StringComparer.Ordinal)];

        locked.Except(listed, StringComparer.Ordinal).Select(name => $"'{name}' is missing in THIRD-PARTY.md")
            .Concat(listed.Except(locked, StringComparer.Ordinal).Select(name => $"'{name}' of THIRD-PARTY.md is in no lock file of src"))
            .ShouldBeEmpty();
        listed.ShouldBeUnique();
    }

    private static IEnumerable<string> Packages(string file) =>
        JsonNode.Parse(File.ReadAllText(file))!["dependencies"]!.AsObject().SelectMany(framework => framework.Value!.AsObject())
            .Where(package => package.Value!["type"]!.GetValue<string>() != "Project").Select(package => package.Key);

    [GeneratedRegex(@"^\| `(?<name>[\w.-]+)` \| [^|]+ \| [^|]+ \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Row();
}

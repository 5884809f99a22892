namespace Sdk.Tests.Guards;

public partial class SolutionFilterTests
{
    public static TheoryData<string> Filters =>
        [.. Directory.EnumerateFiles(Repository.Root, "*.slnf").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Filters))]
    public void A_solution_filter_contains_only_solution_projects_and_all_their_references(string filter)
    {
        string[] projects =
        [
            .. JsonNode.Parse(File.ReadAllText(Repository.At(filter)))!["solution"]!["projects"]!
                .AsArray()
                .Select(project => project!.GetValue<string>()),
        ];
        string solution = File.ReadAllText(Repository.At("Sdk.sln"));

        projects.ShouldAllBe(project => solution.Contains($"\"{project}\"", StringComparison.Ordinal));
        projects.SelectMany(References).Except(projects, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static IEnumerable<string> References(string project)
    {
        string file = Repository.At(project.Split('\\'));
        return Reference()
            .Matches(File.ReadAllText(file))
            .Select(match => match.Groups["path"].Value)
            .Select(path => path.Replace("$(ScalewrightRoot)", Repository.Root + "/", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Repository.Root, Path.GetFullPath(path, Path.GetDirectoryName(file)!)).Replace('/', '\\'));
    }

    [GeneratedRegex("ProjectReference Include=\"(?<path>[^\"*]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Reference();
}

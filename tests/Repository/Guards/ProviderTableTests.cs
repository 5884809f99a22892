namespace Sdk.Tests.Guards;

public partial class ProviderTableTests
{
    private static readonly string Page = Repository.At("docs", "reference", "providers", "index.md");

    public static TheoryData<string> Providers { get; } = [.. ProviderTable.TriedOn.Select(provider => provider.Key)];

    [Fact]
    public void The_provider_table_matches_code_and_tests()
    {
        string table = ProviderTable.Write();
        string text = File.ReadAllText(Page);
        Match found = Table().Match(text);
        found.Success.ShouldBeTrue("the page has no comments 'providers' and 'end of providers' around the table");
        if (Environment.GetEnvironmentVariable("APPROVE") is "1")
        {
            text = text[..found.Groups["table"].Index] + table + text[(found.Groups["table"].Index + found.Groups["table"].Length)..];
            File.WriteAllText(Page, text);
        }

        Table().Match(text).Groups["table"].Value.ShouldBe(table, "run the test with APPROVE=1 and review the diff");
    }

    [Theory, MemberData(nameof(Providers))]
    public void The_README_shows_what_each_provider_was_verified_against(string provider) =>
        File.ReadAllLines(Repository.At("README.md"))
            .Single(line =>
                line.StartsWith("| [", StringComparison.Ordinal)
                && line.Contains($"]({ProviderTable.PageOf(provider)}) |", StringComparison.Ordinal)
            )
            .ShouldEndWith($" | {ProviderTable.TriedOn[provider].Single()} |");

    [Fact]
    public void The_provider_table_lists_no_provider_as_on_trial() => ProviderTable.Write().ShouldNotContain("on trial");

    [Fact]
    public void Each_backend_has_a_test_or_a_documented_reason_for_each_backend_fault() =>
        ProviderTable.FaultsWithoutTestOrReason().ShouldBeEmpty();

    [GeneratedRegex(
        @"<!-- providers[^>]*-->\n(?<table>[^<]*)<!-- end of providers -->",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Table();
}

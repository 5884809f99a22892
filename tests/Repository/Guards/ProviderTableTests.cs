namespace Sdk.Tests.Guards;

public partial class ProviderTableTests
{
    private static readonly string Page = Repository.At("docs", "reference", "providers", "index.md");

    public static TheoryData<string> Providers { get; } = [.. ProviderTable.TriedOn.Select(provider => provider.Key)];

    [Fact]
    public void The_table_of_providers_is_what_code_and_tests_say()
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
    public void The_README_shows_what_each_provider_was_tried_on(string provider) => File.ReadAllLines(Repository.At("README.md"))
        .Single(line => line.StartsWith("| [", StringComparison.Ordinal) && line.Contains($"]({ProviderTable.PageOf(provider)}) |", StringComparison.Ordinal))
        .ShouldEndWith($" | {ProviderTable.TriedOn[provider].Single()} |");

    [Fact]
    public void Each_place_with_a_provider_passes_the_contract() => ProviderTable.Write().ShouldNotContain("on trial");

    [Fact]
    public void Each_place_has_for_each_fault_of_places_a_test_or_a_reason_to_have_none() => ProviderTable.FaultsWithoutTestOrReason().ShouldBeEmpty();

    [GeneratedRegex(@"<!-- providers[^>]*-->\n(?<table>[^<]*)<!-- end of providers -->", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Table();
}

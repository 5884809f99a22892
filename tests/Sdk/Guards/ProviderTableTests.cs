using System.Text.RegularExpressions;
namespace Sdk.Tests.Guards;

/// <summary>The README says of places what their code and their tests say.</summary>
public partial class ProviderTableTests
{
    private static readonly string ReadMe = Repository.At("README.md");

    [Fact]
    public void The_table_of_places_in_the_README_is_what_code_and_tests_say()
    {
        string table = ProviderTable.Write();
        string text = File.ReadAllText(ReadMe);
        Match found = Table().Match(text);
        found.Success.ShouldBeTrue("the README has no comments 'places' and 'end of places' around the table");
        if (Environment.GetEnvironmentVariable("APPROVE") is "1")
        {
            text = text[..found.Groups["table"].Index] + table + text[(found.Groups["table"].Index + found.Groups["table"].Length)..];
            File.WriteAllText(ReadMe, text);
        }

        Table().Match(text).Groups["table"].Value.ShouldBe(table, "run the test with APPROVE=1 and review the diff");
    }

    [Fact]
    public void Each_place_with_a_provider_passes_the_contract() => ProviderTable.Write().ShouldNotContain("on trial");

    [Fact]
    public void Each_place_has_for_each_fault_of_places_a_test_or_a_reason_to_have_none() => ProviderTable.FaultsWithoutTestOrReason().ShouldBeEmpty();

    [GeneratedRegex(@"<!-- places[^>]*-->\n(?<table>[^<]*)<!-- end of places -->", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Table();
}

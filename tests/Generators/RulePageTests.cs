using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Scalewright.CodeFixes;

namespace Generators.Tests;

/// <summary>Pages of the rules: the first example violates the rule, the second is the fixed one.</summary>
public partial class RulePageTests
{
    public static TheoryData<string> Ids { get; } = [.. AllRules().Select(rule => rule.Id)];

    [Fact]
    public void Each_rule_has_one_page_and_each_page_a_rule() =>
        Directory
            .GetFiles(Repository.At("docs", "rules"), "SWA*.md")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .ShouldBe(AllRules().Select(rule => rule.Id), ignoreOrder: true);

    [Theory, MemberData(nameof(Ids))]
    public void A_page_has_the_title_of_its_rule(string id)
    {
        DiagnosticDescriptor rule = AllRules().Single(rule => rule.Id == id);

        File.ReadAllText(PageOf(id)).ShouldStartWith($"# {id}: {rule.Title}\n");
        rule.Description.ToString().ShouldNotBeEmpty();
        rule.HelpLinkUri.ShouldBeEmpty("a link that no browser can open helps nobody; the description says it all");
    }

    [Theory, MemberData(nameof(Ids))]
    public async Task The_first_example_breaks_the_rule_and_gives_the_message_shown(string id)
    {
        string page = await File.ReadAllTextAsync(PageOf(id));

        Diagnostic[] found = await Analysis.RunAsync(Sources.Compile(Blocks(page, "cs")[0]));

        found.Select(diagnostic => diagnostic.Id).ShouldBe([id]);
        found[0].GetMessage().ShouldBe(Blocks(page, "text")[0].TrimEnd());
    }

    [Theory, MemberData(nameof(Ids))]
    public async Task The_second_example_violates_no_rule_and_compiles(string id)
    {
        string source = Blocks(await File.ReadAllTextAsync(PageOf(id)), "cs")[1];

        (await Analysis.RulesAsync(source)).ShouldBeEmpty();
        Generation.Complete(Sources.Compile(source));
    }

    [Theory, MemberData(nameof(Ids))]
    public async Task The_code_fix_turns_the_first_example_into_the_second(string id)
    {
        string[] examples = Blocks(await File.ReadAllTextAsync(PageOf(id)), "cs");

        string? mended = await Analysis.MendAsync(examples[0]);

        bool isOffered = new RuleFixProvider().FixableDiagnosticIds.Contains(id);
        mended.ShouldBe(isOffered ? examples[1] : null);
    }

    // The fix that 'dotnet format analyzers' applies.
    [Theory, MemberData(nameof(FixableIds))]
    public async Task Fix_all_turns_the_first_example_into_the_second(string id)
    {
        string[] examples = Blocks(await File.ReadAllTextAsync(PageOf(id)), "cs");

        (await Analysis.FixAllAsync(examples[0], id)).ShouldBe(examples[1]);
    }

    [Fact]
    public async Task Fix_all_fixes_every_settable_option_at_once()
    {
        string source = Blocks(await File.ReadAllTextAsync(PageOf("SWA0020")), "cs")[0];
        string property = source.Split('\n').Single(line => line.Contains("set;", StringComparison.Ordinal));
        string second = property.Replace("Size", "Another", StringComparison.Ordinal);
        string both = source.Replace(
            property,
            $"{property}\n\n    /// <summary>Another one.</summary>\n{second}",
            StringComparison.Ordinal
        );

        string? found = await Analysis.FixAllAsync(both, "SWA0020");

        found.ShouldBe(both.Replace("set;", "init;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unfixable_location_does_not_prevent_other_fixes()
    {
        string source = Blocks(await File.ReadAllTextAsync(PageOf("SWA0024")), "cs")[0];
        int open = source.IndexOf('{', StringComparison.Ordinal) + 1;
        string both = source.Insert(open, "\n    public static int Total { get; set; }\n");

        string? found = await Analysis.FixAllAsync(both, "SWA0024");

        found.ShouldBe(
            Blocks(await File.ReadAllTextAsync(PageOf("SWA0024")), "cs")[1].Insert(open, "\n    public static int Total { get; set; }\n")
        );
    }

    public static IEnumerable<object[]> FixableIds() => new RuleFixProvider().FixableDiagnosticIds.Select(id => new object[] { id });

    private static IEnumerable<DiagnosticDescriptor> AllRules() =>
        typeof(Rules).GetFields().Select(field => field.GetValue(null)).OfType<DiagnosticDescriptor>();

    private static string PageOf(string id) => Repository.At("docs", "rules", id + ".md");

    private static string[] Blocks(string page, string language) =>
        [.. Fence().Matches(page).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value)];

    [GeneratedRegex(
        "^```(?<language>[a-z]+)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex Fence();
}

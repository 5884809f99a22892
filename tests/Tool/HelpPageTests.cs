using Scalewright.Tool;
using Scalewright.Tool.Providers;

namespace Tool.Tests;

/// <summary>docs/reference/cli.md has every option of the tool with the text of its help.</summary>
public sealed partial class HelpPageTests : IDisposable
{
    private static readonly string[] Everywhere = ["-?,", "--json", "--verbose", "--no-color"];
    private const string Serve = "trace serve";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Verbs => [.. Verb().Matches(Page).Select(match => match.Groups["verb"].Value)];

    /// <summary>Verbs, and those within a verb.</summary>
    public static TheoryData<string> AllVerbs => [.. Verbs, Serve];

    public static TheoryData<string> Providers => [.. ProviderCatalog.All.Select(entry => entry.Name)];

    private static string Page { get; } = File.ReadAllText(Repository.At("docs", "reference", "cli.md"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_lists_every_verb()
    {
        string[] known = ToolRun.Start(_folder.Root, "nope").Errors.Split('\n')[0].Split("; use ")[1].Split(", ");
        Verbs.ShouldBe(known, ignoreOrder: true);
    }

    [Fact]
    public void The_overview_has_every_verb_and_at_most_80_columns()
    {
        string overview = Start("help");
        string[] words = overview.Split([' ', ',', '\n'], StringSplitOptions.RemoveEmptyEntries);

        Verb().Matches(Page).Select(match => match.Groups["verb"].Value).Except(words).ShouldBeEmpty();
        overview.Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(80);
        overview.ShouldContain("\nExit codes:  0 success, 1 failure, 2 wrong usage, 130 Ctrl+C, 143 SIGTERM");
    }

    [Fact]
    public void Options_of_providers_are_in_the_help_only_for_the_named_provider()
    {
        string help = Start("apply", "--help");
        string slurm = Start("apply", "--provider", "slurm", "--help");

        Start("exec", "--help").ShouldContain("\n  scalewright exec [<DIR>] [options] -- <PROGRAM> [<ARGUMENT>...]\n");
        help.ShouldContain("[options]\n");
        help.ShouldContain("--accept-warnings");
        help.ShouldNotContain("--partition");
        help.ShouldEndWith("\nOptions of a provider: scalewright apply --provider slurm --help");
        slurm.ShouldContain("--accept-warnings");
        slurm.ShouldNotContain("--kubeconfig");
        slurm.ShouldEndWith(
            """
            Options of slurm:
              --partition <NAME>  Slurm partition of the nodes.
              --hours <NUMBER>    Duration of the job or reservation of a node, in hours. [default: 1]
            """.ReplaceLineEndings("\n")
        );
        Start("help", "apply", "--provider", "ssh").ShouldContain("[required]\n");
        Start("apply", "--provider", "chameleon", "--help").ShouldContain("[required, or OS_AUTH_URL]\n");
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(80), InlineData(100)]
    public void The_help_of_each_verb_fits_into_a_terminal(int columns)
    {
        foreach (string verb in AllVerbs)
        {
            string wide = Start([.. verb.Split(' '), "--help"]);
            string help = ToolRun.AtTerminalOf(columns, _folder.Root, $"{verb} --help").Replace("\e[?1h\e=", "", StringComparison.Ordinal);

            help.Split('\n').Where(line => line.Length > columns).ShouldBeEmpty();
            Words(help).ShouldBe(Words(wide), ignoreOrder: true, verb);
        }

        static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void Texts_of_a_help_are_wrapped_beside_the_names()
    {
        (string, string)[] rows = [("--a <FILE>", "One two three four five six."), ("--bc", "Seven.")];

        HelpTable.Write(rows, 34).ShouldBe("  --a <FILE>  One two three four\n              five six.\n  --bc        Seven.\n");
        HelpTable.Write(rows, int.MaxValue).ShouldBe("  --a <FILE>  One two three four five six.\n  --bc        Seven.\n");
    }

    [Theory, MemberData(nameof(Providers))]
    public void The_page_has_each_option_of_a_provider_with_its_help(string provider)
    {
        Dictionary<string, string> rows = Rows("Provider options");
        string block = Start("apply", "--provider", provider, "--help").Split($"\nOptions of {provider}:\n")[1];

        foreach (Match option in Help().Matches(block).Where(option => option.Groups["word"].Value[0] == '-'))
        {
            rows.GetValueOrDefault(option.Groups["word"].Value, "")
                .ShouldStartWith(Ending().Replace(option.Groups["meaning"].Value, "").TrimEnd('.'));
        }
    }

    [Fact]
    public void The_word_help_shows_the_help()
    {
        Start("help").ShouldBe(Start("--help"));
        Start("help", "reap").ShouldBe(Start("reap", "--help"));
    }

    [Fact]
    public void The_usage_of_a_verb_within_a_verb_has_its_own_arguments_only()
    {
        Start("trace", "serve", "--help").ShouldContain("\n  scalewright trace serve <FILE> [options]\n");
        Start("help", "trace", "serve").ShouldBe(Start("trace", "serve", "--help"));
        ToolRun
            .Start(_folder.Root, "trace", "serve")
            .Errors.ShouldEndWith("Usage: scalewright trace serve FILE --tests TESTS [--port N]   See 'scalewright trace serve --help'.");
    }

    [Theory, MemberData(nameof(AllVerbs))]
    public void The_page_has_each_argument_and_option_of_a_verb_with_its_help(string verb)
    {
        Dictionary<string, string> rows = Rows("Provider options");
        foreach ((string option, string meaning) in Rows(verb))
        {
            rows[option] = meaning;
        }

        string help = Start([.. verb.Split(' '), "--help"]).Split("\nCommands:\n")[0];
        Match[] options = [.. Help().Matches(help).Where(match => !Everywhere.Contains(match.Groups["word"].Value))];
        string[] different =
        [
            .. options
                .Select(match =>
                    (
                        Option: match.Groups["word"].Value.Trim('<', '>'),
                        Meaning: Ending().Replace(match.Groups["meaning"].Value, "").TrimEnd('.')
                    )
                )
                .Where(entry => !rows.GetValueOrDefault(entry.Option, "").StartsWith(entry.Meaning, StringComparison.Ordinal))
                .Select(entry => $"{entry.Option}: '{entry.Meaning}' is '{rows.GetValueOrDefault(entry.Option)}' in the page"),
        ];

        different.ShouldBeEmpty();
        Rows(verb)
            .Keys.Except(options.Select(match => match.Groups["word"].Value.Trim('<', '>')))
            .ShouldBeEmpty("the tool has no such option");
    }

    [Theory, MemberData(nameof(AllVerbs))]
    public void The_synopsis_of_a_verb_has_each_argument_and_option_of_its_table(string verb)
    {
        string synopsis = Section(verb).Split("\n\n")[1];

        synopsis.ShouldStartWith($"`{verb}");
        string[] named = [.. Name().Matches(synopsis).Select(match => match.Value).Distinct(StringComparer.Ordinal)];
        string[] rows = [.. Rows(verb).Keys];
        rows.Except(named).ShouldBeEmpty("the synopsis lacks them");
        named.Where(name => name.StartsWith("--", StringComparison.Ordinal)).Except(rows).ShouldBeEmpty("the table lacks them");
    }

    private string Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments).Output;

    /// <summary>Returns the meanings in a section by argument or option, without markup.</summary>
    private static Dictionary<string, string> Rows(string section)
    {
        return Row()
            .Matches(Section(section))
            .ToDictionary(
                row => row.Groups["option"].Value,
                row => Link().Replace(row.Groups["meaning"].Value, "${text}").Replace("`", "", StringComparison.Ordinal)
            );
    }

    private static string Section(string name) =>
        Page.Split("\n## ").Single(part => part.StartsWith(name + "\n", StringComparison.Ordinal));

    [GeneratedRegex(@"--[a-z]+(?:-[a-z]+)*|\b[A-Z]{3,}\b", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\| \[`(?<verb>\w+)`\]", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Verb();

    [GeneratedRegex(@"^  (?<word>\S+)(?: \S+)*?  +(?<meaning>\S.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Help();

    // The page has a column of defaults, and a table of providers.
    [GeneratedRegex(
        @"(?:; default .*| \[(?:default: |required).*\]|: .* or autoscaling(?:; default .*)?\.)$",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Ending();

    [GeneratedRegex(
        @"^\| `(?<option>[^` ]+)[^`]*` \| (?<meaning>.*) \| [^|]* \|$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Row();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Link();
}

namespace Tool.Tests;

/// <summary>docs/reference/cli.md has every option of the tool with the text of its help.</summary>
public sealed partial class HelpPageTests : IDisposable
{
    private static readonly string[] Everywhere = ["-?,", "--json"];
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Verbs => [.. Verb().Matches(Page).Select(match => match.Groups["verb"].Value)];

    private static string Page { get; } = File.ReadAllText(Repository.At("docs", "reference", "cli.md"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_lists_every_verb()
    {
        string commands = Start("--help").Split("Commands:")[1];
        Verbs.ShouldBe(Help().Matches(commands).Select(match => match.Groups["word"].Value).ToArray(), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Verbs))]
    public void The_page_has_each_argument_and_option_of_a_verb_with_its_help(string verb)
    {
        Dictionary<string, string> rows = Rows("Provider options");
        foreach ((string option, string meaning) in Rows(verb))
        {
            rows[option] = meaning;
        }

        Match[] options = [.. Help().Matches(Start(verb, "--help")).Where(match => !Everywhere.Contains(match.Groups["word"].Value))];
        string[] different = [.. options
            .Select(match => (Option: match.Groups["word"].Value.Trim('<', '>'), Meaning: Ending().Replace(match.Groups["meaning"].Value, "").TrimEnd('.')))
            .Where(entry => !rows.GetValueOrDefault(entry.Option, "").StartsWith(entry.Meaning, StringComparison.Ordinal))
            .Select(entry => $"{entry.Option}: '{entry.Meaning}' is '{rows.GetValueOrDefault(entry.Option)}' in the page")];

        different.ShouldBeEmpty();
        Rows(verb).Keys.Except(options.Select(match => match.Groups["word"].Value.Trim('<', '>'))).ShouldBeEmpty("the tool has no such option");
    }

    private string Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments).Output;

    /// <summary>Returns the meanings in a section by argument or option, without markup.</summary>
    private static Dictionary<string, string> Rows(string section)
    {
        string text = Page.Split("\n## ").Single(part => part.StartsWith(section + "\n", StringComparison.Ordinal));
        return Row().Matches(text).ToDictionary(row => row.Groups["option"].Value, row => Link().Replace(row.Groups["meaning"].Value, "${text}").Replace("`", "", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| \[`(?<verb>\w+)`\]", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Verb();

    [GeneratedRegex(@"^  (?<word>\S+)(?: \S+)*?  +(?<meaning>\S.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Help();

    // The page has a column of defaults, and a table of providers.
    [GeneratedRegex(@"(?:; default .*| \[default: .*\]|: .* or autoscaling\.)$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Ending();

    [GeneratedRegex(@"^\| `(?<option>[^` ]+)[^`]*` \| (?<meaning>.*) \| [^|]* \|$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Link();
}

namespace Sdk.Tests.Guards;

/// <summary>Words, sentences, names and line lengths of the sources and documents.</summary>
public partial class LanguageTests
{
    private const int MaxSentenceWords = 40;
    private const int MaxListed = 40;

    // A pattern, and the standard terms to use instead.
    private static readonly (Regex Pattern, string Use)[] HomeMadeWords =
    [
        .. new[]
        {
            (@"(?<!in )(?<!take )(?<!took )\bplaces?\b", "provider, backend or position"),
            (@"\btold\b|\btells?\b", "reported, returned or logged"),
            (@"\bmend(s|ed|ing)?\b", "fix"),
            (@"\bharm(s|ed|ing|less)?\b", "fault"),
            (@"\bchance\b", "random"),
            (@"\bwhence\b", "source"),
            (@"\b(go|goes|went|going) on\b", "continue or resume"),
            (@"\bnobody\b", "no one"),
            (@"\bhears?\b|\bheard\b", "receives"),
            (@"\bis looked\b|\blooks? again\b|\blooking\b", "observes or polls"),
            (@"\b(is|are) said\b", "reported"),
            (@"\bof (ours|yours)\b|\bone of your own\b", "your own"),
            (@"\bpatience\b|\bsilence\b", "timeout"),
            (@"\bin earnest\b|\bby and by\b|\bat hand\b|\bfor ever\b", "another phrase"),
            (@"\bthere is none\b|\b(is|are) none\b", "missing or not set"),
            (@"\brights\b", "permissions"),
            (@"\bstrays?\b|\bfoundlings?\b", "orphaned resource"),
            (@"\bso many\b|\bas many as\b", "up to"),
            (@"\bbegun\b|\banew\b", "started or again"),
            (@"\blets? go\b", "releases"),
            (@"\b(gives?|gave|given|giving) up\b", "stops retrying"),
            (@"\b(is|are|was|were) asked\b", "queried or requested"),
            (@"\bwhat is there\b|\bwhoever\b", "the name of the thing"),
            (@"\b(came|comes?|became|becomes) of\b", "result"),
        }.Select(pair =>
            (new Regex(pair.Item1, RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeSpan.FromMinutes(1)), pair.Item2)
        ),
    ];

    // Standard terms: playbooks are Ansible's, and wind turbines have weather.
    private static readonly string[] FieldNames =
    [
        "PlaybookRules",
        "PlaybookDeployer",
        "PlaybookFolder",
        "PlaybookOutput",
        "PlaybookResult",
        "PlaybookRun",
        "WeatherColumn",
    ];

    private static readonly string[] Documents =
    [
        .. new[] { "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md" }
            .Select(name => Repository.At(name))
            .Where(File.Exists),
        .. new[] { "docs", "src", "samples", "templates" }
            .SelectMany(folder => Sources.FilesBelow(Repository.At(folder), "*.md"))
            .Where(file => !file.Contains("/tests/", StringComparison.Ordinal)),
    ];

    private static readonly Lazy<(string Name, string Text)[]> Source = new(() =>
        [.. Sources.FilesBelow(Repository.At("src"), "*.cs").Select(file => (Short(file), File.ReadAllText(file)))]
    );

    [Fact]
    public void Documents_use_standard_terms() =>
        Show(Documents.SelectMany(file => Words(Short(file), Prose(File.ReadAllText(file))))).ShouldBeEmpty();

    [Fact]
    public void XML_comments_use_standard_terms() =>
        Show(
                Source.Value.SelectMany(file =>
                    Words(
                        file.Name,
                        Tag().Replace(string.Join(' ', XmlComment().Matches(file.Text).Select(match => match.Groups["text"].Value)), " ")
                    )
                )
            )
            .ShouldBeEmpty();

    [Fact]
    public void Sentences_in_documents_have_at_most_40_words() =>
        Show(
                Documents.SelectMany(file =>
                    SentenceEnd()
                        .Split(Prose(File.ReadAllText(file)))
                        .Where(sentence => Word().Count(sentence) > MaxSentenceWords)
                        .Select(sentence =>
                            $"{Short(file)}: {string.Join(' ', sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}"
                        )
                )
            )
            .ShouldBeEmpty();

    [Fact]
    public void Summaries_do_not_start_with_a_relative_clause() =>
        Show(Source.Value.SelectMany(file => RelativeSummary().Matches(file.Text).Select(match => $"{file.Name}: {match.Value}")))
            .ShouldBeEmpty();

    [Fact]
    public void No_source_statement_has_two_conditional_operators() =>
        Show(
                Source.Value.SelectMany(file =>
                    LiteralOrComment()
                        .Replace(file.Text, "\"\"")
                        .Split(';')
                        .Where(statement => Conditional().Count(statement) >= 2 && statement.Contains(" : ", StringComparison.Ordinal))
                        .Select(statement => $"{file.Name}: {statement.Trim()}")
                )
            )
            .ShouldBeEmpty();

    [Fact]
    public void Type_names_use_standard_terms()
    {
        Show(
                TypeNames()
                    .Where(type => HomeMadeName().IsMatch(type.Name) && !FieldNames.Contains(type.Name))
                    .Select(type => $"{type.File}: {type.Name}")
            )
            .ShouldBeEmpty();
        FieldNames
            .Except(TypeNames().Select(type => type.Name), StringComparer.Ordinal)
            .ShouldBeEmpty("each exception is a name that is used");
    }

    /// <summary>The packages for two versions of xunit have the same types.</summary>
    [Fact]
    public void Simple_type_names_are_unique() =>
        Show(
                TypeNames()
                    .GroupBy(
                        type => type.Name,
                        type => Path.GetDirectoryName(type.File)!.Replace(".Xunit3", "", StringComparison.Ordinal),
                        StringComparer.Ordinal
                    )
                    .Where(type => type.Distinct(StringComparer.Ordinal).Skip(1).Any())
                    .Select(type => type.Key)
            )
            .ShouldBeEmpty();

    [Fact]
    public void Public_names_of_limits_do_not_end_with_Max_or_Min() =>
        Show(
                Sources
                    .FilesBelow(Repository.At("tests", "approved"), "PublicApi*.txt")
                    .SelectMany(file => LimitAtTheEnd().Matches(File.ReadAllText(file)).Select(match => $"{Short(file)}: {match.Value}"))
            )
            .ShouldBeEmpty();

    [Fact]
    public void A_nonstandard_term_is_detected_in_prose_but_not_in_code() =>
        Words("page.md", Prose("The user is told.\n```text\ntold\n```\nUse `told` in place of it."))
            .ShouldBe(["page.md: told (reported, returned or logged)"]);

    private static IEnumerable<string> Words(string file, string prose) =>
        HomeMadeWords
            .SelectMany(word => word.Pattern.Matches(prose).Select(match => (Found: $"{file}: {match.Value.ToLowerInvariant()}", word.Use)))
            .Select(item => $"{item.Found} ({item.Use})");

    private static string Prose(string markdown) =>
        LinkTarget().Replace(CodeSpan().Replace(CodeBlock().Replace(markdown, " "), " X "), "]");

    private static IEnumerable<(string File, string Name)> TypeNames() =>
        Source.Value.SelectMany(file => TypeDeclaration().Matches(file.Text).Select(match => (file.Name, match.Groups["name"].Value)));

    private static IEnumerable<string> Show(IEnumerable<string> found) => found.Take(MaxListed);

    private static string Short(string file) => Path.GetRelativePath(Repository.Root, file);

    [GeneratedRegex("```.*?```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 60_000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`[^`]*`", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\([^)]*\)", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex LinkTarget();

    [GeneratedRegex(@"(?<=[.!?:;|])\s+", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("[A-Za-z']+", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Word();

    [GeneratedRegex("///(?<text>.*)", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex XmlComment();

    [GeneratedRegex("<[^>]*>", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"<summary>\s*(What|Who|Where|How|Whether|Whence|Whose|Which)\b[^\n]*", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex RelativeSummary();

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|//.*", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex LiteralOrComment();

    [GeneratedRegex(@" \? (?!\?)", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Conditional();

    [GeneratedRegex(
        @"^\s*(public |internal |private |protected |file |sealed |static |abstract |readonly |partial |ref )*"
            + @"\b(class|record struct|record|struct|interface|enum|delegate\s+\S+)\s+(?<name>[A-Z]\w*)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        60_000
    )]
    private static partial Regex TypeDeclaration();

    private const string Nouns =
        "(Shelf|Desk|Yard|Sight|Sighting|Seat|Door|Book|Tally|Keeper|Foundling\\w*|Endings|Learning|Unseen|Play|Roll|Park|Weather|News"
        + "|Nonsense|Strays?|Whence|Mend\\w*|Harm\\w*|Chance|Patience|Silence\\w*|Room|Trouble|Words|Course|Figures)";

    [GeneratedRegex($"{Nouns}$|^{Nouns}", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex HomeMadeName();

    [GeneratedRegex(@"\b[A-Z]\w*(Max|Min)\b(?! ?\()", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex LimitAtTheEnd();
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Scalewright.Programs;

/// <summary>Parses a command line without guessing.</summary>
/// <remarks>An argument that looks like an option is an option, or an error. Arguments for another program follow
/// <c>--</c>.</remarks>
public sealed class StrictCommandLine
{
    /// <summary>Exit code of an invalid command line.</summary>
    public const int UsageExitCode = 2;

    /// <summary>Part of each error about a missing argument or option, after its name.</summary>
    public const string Missing = ": missing";

    private const string Separator = "--";
    private const string HelpVerb = "help";
    private const string NameOf = "Name of ";
    private const int MaxMessageLength = 1000;
    private const int MaxListed = 12;
    private const int MaxUsageOptions = 4;

    private readonly string[] _arguments;
    private readonly IReadOnlyDictionary<string, string> _former;
    private readonly HashSet<string> _unlisted;

    private StrictCommandLine(
        ParseResult result,
        string[] arguments,
        IReadOnlyDictionary<string, string> former,
        IEnumerable<string> unlisted
    )
    {
        Result = result;
        _arguments = arguments;
        _former = former;
        _unlisted = unlisted.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Parsed command and options.</summary>
    public ParseResult Result { get; }

    /// <summary>True if an option or argument is unknown, so that the meaning of others is uncertain.</summary>
    public bool HasUnexpected => FindUnexpected().Any();

    /// <summary>All errors, one line each; empty if the command line is valid.</summary>
    public IReadOnlyList<string> Errors => [.. FindErrors().Distinct(StringComparer.Ordinal)];

    /// <summary>Arguments and first options of the command, as <c>apply FILE [--state DIR] …</c>.</summary>
    public string Usage
    {
        get
        {
            Command verb = Result.CommandResult.Command;
            Option[] options =
            [
                .. verb
                    .Options.Where(static option => !option.Hidden && option is not HelpOption)
                    .OrderByDescending(static option => option.Required),
            ];
            return string.Join(
                ' ',
                (string[])
                    [
                        .. GetNames(Result.CommandResult),
                        .. verb.Arguments.Where(static argument => !argument.Hidden).Select(Format),
                        .. options.Take(MaxUsageOptions).Select(Format),
                        .. options.Length > MaxUsageOptions ? ["…"] : Array.Empty<string>(),
                    ]
            );
        }
    }

    /// <summary>Names of the verbs that contain a verb, and its own; of a program without verbs, its name.</summary>
    private static IEnumerable<string> GetNames(CommandResult command) =>
        command.Parent is CommandResult { Parent: not null } parent ? [.. GetNames(parent), command.Command.Name] : [command.Command.Name];

    /// <summary>Splits a command line at the first <c>--</c>.</summary>
    /// <param name="arguments">Command-line arguments.</param>
    /// <returns>Own arguments, and the arguments after the separator; null without a separator.</returns>
    public static (string[] Own, string[]? Words) Split(string[] arguments)
    {
        int at = Array.IndexOf(arguments, Separator);
        return at < 0 ? (arguments, null) : (arguments[..at], arguments[(at + 1)..]);
    }

    /// <summary>Parses a command line without arguments for another program. <c>help VERB</c> is <c>VERB --help</c>.
    /// </summary>
    /// <param name="root">Root command.</param>
    /// <param name="arguments">Command-line arguments, without a separator.</param>
    /// <param name="former">Messages for commands and options of earlier versions, by name; null: no messages.</param>
    public static StrictCommandLine Parse(Command root, string[] arguments, IReadOnlyDictionary<string, string>? former = null)
    {
        bool isHelp = arguments is [HelpVerb, ..] && root.Subcommands is [_, ..] verbs && !verbs.Any(static verb => verb.Name == HelpVerb);
        string[] own = isHelp ? [.. arguments[1..], "--help"] : arguments;
        ParseResult result = root.Parse(own, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
        {
            ReadValues(result.CommandResult, [.. result.Errors.Select(error => error.Message)]);
        }

        return new StrictCommandLine(result, own, former ?? new Dictionary<string, string>(StringComparer.Ordinal), []);
    }

    /// <summary>Returns the same command line. For an unknown option, the messages do not list these options, which
    /// the help does not show; they are still suggested.</summary>
    /// <param name="options">Names of options.</param>
    public StrictCommandLine WithUnlistedOptions(IEnumerable<string> options) => new(Result, _arguments, _former, options);

    // The parser reads values, and so reports wrong ones, only if validators found nothing.
    private static void ReadValues(CommandResult verb, string[] reported)
    {
        foreach (SymbolResult symbol in verb.Children.Where(symbol => !IsReported(symbol)))
        {
            try
            {
                _ = symbol switch
                {
                    ArgumentResult { Tokens.Count: > 0 } argument => argument.GetValueOrDefault<object>(),
                    OptionResult { Tokens.Count: > 0 } option => option.GetValueOrDefault<object>(),
                    _ => null,
                };
            }
            catch (InvalidOperationException)
            {
                // The error was added to those of the command line.
            }
        }

        bool IsReported(SymbolResult symbol)
        {
            string name = symbol switch
            {
                ArgumentResult argument => argument.Argument.Name,
                OptionResult option => option.Option.Name,
                _ => "",
            };
            return Array.Exists(reported, error => error.StartsWith($"{name}:", StringComparison.Ordinal));
        }
    }

    private IEnumerable<string> FindErrors()
    {
        Command verb = Result.CommandResult.Command;
        string[] unexpected = [.. FindUnexpected()];
        string[] extraArguments = [.. unexpected.Where(token => !IsOption(token))];
        string[] options = [.. unexpected.Where(IsOption)];
        bool isVerbMissing = verb.Subcommands.Count > 0 && verb.Action is null;
        return isVerbMissing ? FindWithoutVerb(verb, extraArguments, options) : FindWithVerb(verb, extraArguments, options);
    }

    // Without a command, the meaning of the rest is unknown.
    private IEnumerable<string> FindWithoutVerb(Command root, string[] extraArguments, string[] options)
    {
        if (extraArguments is [string first, ..])
        {
            return [DescribeCommand(first, root)];
        }

        if (options.Length > 0)
        {
            return options.Select(DescribeOption);
        }

        return Result.Errors.Count > 0 ? [$"no command; use {Join(GetVerbs(root))}"] : [];
    }

    /// <summary>Returns errors in this order: unknown options, unexpected arguments, options without a value, missing arguments
    /// and options, other errors of the parser.</summary>
    private IEnumerable<string> FindWithVerb(Command verb, string[] extraArguments, string[] options)
    {
        OptionResult[] withoutValue = [.. FindOptionsWithoutValue(Result.CommandResult)];
        string[] takenAsValues = [.. withoutValue.SelectMany(result => result.Tokens).Select(token => token.Value)];
        string[] unknown = [.. options.Except(takenAsValues, StringComparer.Ordinal)];

        // An option that was parsed as an argument causes one extra argument, which is not reported.
        bool hasMisplaced = unknown.Length + takenAsValues.Length > 0;
        return unknown
            .Select(DescribeOption)
            .Concat(hasMisplaced ? [] : extraArguments.Select(argument => $"unexpected argument {Quoted(argument)}; leave it out"))
            .Concat(withoutValue.Select(result => DescribeMissingValue(result.Option)))
            .Concat(FindMissing(verb, [.. takenAsValues, .. unknown.Select(FindMeant).OfType<string>()]))
            .Concat(FindParserErrors(verb, withoutValue, takenAsValues));
    }

    // Leaves out what this class reports itself, with better advice.
    private IEnumerable<string> FindParserErrors(Command verb, OptionResult[] withoutValue, string[] takenAsValues)
    {
        string[] reported = [.. Result.UnmatchedTokens, .. takenAsValues];
        return Result.Errors.Where(error => !IsAboutMissing(error, verb) && !IsReported(error)).Select(error => Escape(error.Message));

        bool IsReported(ParseError error) =>
            error.SymbolResult switch
            {
                OptionResult option => withoutValue.Contains(option),
                CommandResult => Array.Exists(reported, token => error.Message.Contains(Quoted(token), StringComparison.Ordinal)),
                _ => false,
            };
    }

    // The parser reports a missing value only if validators found nothing, and takes a following option as the value.
    private IEnumerable<OptionResult> FindOptionsWithoutValue(CommandResult verb)
    {
        HashSet<string> known = GetOptions(verb).ToHashSet(StringComparer.Ordinal);
        return verb
            .Children.OfType<OptionResult>()
            .Where(result =>
                result is { Implicit: false }
                && result.Option.Arity.MinimumNumberOfValues > 0
                && (result.Tokens.Count == 0 || result.Tokens.All(token => IsMisplaced(token) && known.Contains(token.Value)))
            );
    }

    private static string DescribeMissingValue(Option option) =>
        option.HelpName is { } value ? $"{option.Name}: needs a value; use '{option.Name} {value}'" : $"{option.Name}: needs a value";

    // The parser reports the first missing argument only, and only if validators found nothing. Options such as --help
    // and --version require none.
    private IEnumerable<string> FindMissing(Command verb, string[] explained) =>
        Result.Errors.Count == 0
            ? []
            : verb
                .Arguments.Where(argument =>
                    argument.Arity.MinimumNumberOfValues > 0 && Result.GetResult(argument) is null or { Tokens: [] }
                )
                .Select(argument => Describe(argument))
                .Concat(
                    verb.Options.Where(option =>
                            option.Required
                            && Result.GetResult(option) is null or { Implicit: true }
                            && !explained.Contains(option.Name, StringComparer.Ordinal)
                        )
                        .Select(option => Describe(option))
                );

    private static bool IsAboutMissing(ParseError error, Command verb) =>
        error.SymbolResult switch
        {
            ArgumentResult { Tokens: [] } result => verb.Arguments.Contains(result.Argument),
            OptionResult { Implicit: true } result => result.Option.Required,
            _ => false,
        };

    private static string Describe(Symbol symbol)
    {
        string about = symbol.Description?.Split(". ")[0].TrimEnd('.') ?? "";
        if (about.StartsWith(NameOf, StringComparison.Ordinal))
        {
            return $"{symbol.Name}{Missing}; name {about[NameOf.Length..]}";
        }

        bool isWord = about is [_, var second, ..] && char.IsLower(second);
        return $"{symbol.Name}{Missing}; name a {(isWord ? char.ToLowerInvariant(about[0]) + about[1..] : about)}";
    }

    private static string Format(Argument argument)
    {
        string name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}…" : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string Format(Option option)
    {
        string name = option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;
        return option.Required ? name : $"[{name}]";
    }

    /// <summary>Returns unexpected arguments, and options that were parsed as values, in order.</summary>
    private IEnumerable<string> FindUnexpected()
    {
        HashSet<string> unmatched = new(Result.UnmatchedTokens, StringComparer.Ordinal);
        HashSet<Token> own = [.. Result.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)];
        return Result
            .Tokens.Where(token => unmatched.Contains(token.Value) || (own.Contains(token) && IsMisplaced(token)))
            .Select(token => token.Value);
    }

    // A value that starts with hyphens is accepted if it is attached to its option: --name=--value.
    private bool IsMisplaced(Token token) =>
        token.Type == TokenType.Argument && IsOption(token.Value) && _arguments.Contains(token.Value, StringComparer.Ordinal);

    private static bool IsOption(string token) =>
        token.Length > 1 && token[0] == '-' && !double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private string DescribeOption(string token)
    {
        string name = token.Split('=', 2)[0];
        if (_former.TryGetValue(name, out string? now))
        {
            return now;
        }

        string[] listed = [.. GetOptions(Result.CommandResult).Where(option => !_unlisted.Contains(option))];
        string use = listed.Length > MaxListed ? $"one of the {listed.Length} that the help lists" : Join(listed);
        return FindMeant(token) is { } meant
            ? $"unknown option {Quoted(name)}; did you mean '{meant}'?"
            : $"unknown option {Quoted(name)}; use {use}";
    }

    private string? FindMeant(string token) => SpellingSuggestion.FindOption(token.Split('=', 2)[0], [.. GetOptions(Result.CommandResult)]);

    private string DescribeCommand(string token, Command verb)
    {
        if (_former.TryGetValue(token, out string? now))
        {
            return now;
        }

        string[] verbs = [.. GetVerbs(verb)];
        return SpellingSuggestion.FindCommand(token, [.. verbs, HelpVerb]) is { } meant
            ? $"unknown command {Quoted(token)}; did you mean '{meant}'?"
            : $"unknown command {Quoted(token)}; use {Join(verbs)}";
    }

    private static IEnumerable<string> GetVerbs(Command command) =>
        command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name);

    private static IEnumerable<string> GetOptions(SymbolResult result)
    {
        bool isOwn = true;
        for (SymbolResult? at = result; at is not null; at = at.Parent)
        {
            foreach (Option option in at is CommandResult found ? found.Command.Options : [])
            {
                if (!option.Hidden && (isOwn || option.Recursive))
                {
                    yield return option.Name;
                }
            }

            isOwn = false;
        }
    }

    private static string Join(IEnumerable<string> names) => string.Join(", ", names);

    private static string Quoted(string token) => $"'{Escape(token)}'";

    private static string Escape(string text) => TextEscaping.EscapeAndTruncate(text, MaxMessageLength);
}

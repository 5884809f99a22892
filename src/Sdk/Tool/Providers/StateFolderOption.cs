using System.CommandLine;
using System.CommandLine.Parsing;

namespace Scalewright.Tool.Providers;

/// <summary>Option <c>--state</c> of a verb that uses an existing state, and the argument that some verbs also accept.
/// </summary>
internal sealed class StateFolderOption
{
    private const string Name = "--state";

    private readonly bool _isFound;

    private StateFolderOption(string about, string argumentAbout, bool isFound)
    {
        _isFound = isFound;
        Option = Create(about);
        Argument = new Argument<string>("DIR")
        {
            Description = argumentAbout,
            HelpName = "DIR",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument.CompletionSources.Add(_ => StateFolders.FindAll());
    }

    /// <summary>The option.</summary>
    public Option<string> Option { get; }

    /// <summary>Argument with the same meaning. A verb need not have it.</summary>
    public Argument<string> Argument { get; }

    /// <summary>Creates the option of a verb that reads a profile file.</summary>
    public static Option<string> OfProfile() => Create("State folder of the cluster; default NAME-state in the working folder.");

    /// <summary>Creates the option of a verb that finds the only state of the working folder.</summary>
    /// <param name="argumentAbout">Description of the argument.</param>
    public static StateFolderOption OfCluster(string argumentAbout = "State folder of the cluster; the same as --state.") =>
        new("State folder of the cluster; default the only one of the working folder.", argumentAbout, isFound: true);

    /// <summary>Creates the option of a verb whose folder must be named.</summary>
    /// <param name="about">Description of the folder.</param>
    public static StateFolderOption OfJournal(string about) => new($"{about}.", $"{about}; the same as {Name}.", isFound: false);

    /// <summary>Returns true if the option stands without its value, which is another error.</summary>
    public static bool IsWithoutValue(CommandResult result) =>
        result.Children.OfType<OptionResult>().Any(option => option is { Option.Name: Name, Implicit: false, Tokens: [] });

    /// <summary>Returns the state that a command line names, or the only one of the working folder; null if it is not
    /// known.</summary>
    public StateReference? Find(CommandResult result)
    {
        if (IsWithoutValue(result))
        {
            return null;
        }

        if (GetNamed(result) is { } named)
        {
            return IsNamedTwice(result) ? null : StateReference.FromNamed(named);
        }

        return _isFound ? StateReference.FindOnly(Option) : null;
    }

    /// <summary>Adds an error if the folder is neither named nor found, or if it is named twice.</summary>
    public void Require(CommandResult result)
    {
        if (IsNamedTwice(result))
        {
            result.AddError($"{Name}: the folder is already named; omit one of both");
            return;
        }

        if (IsWithoutValue(result))
        {
            return;
        }

        string? fault = (GetNamed(result), _isFound) switch
        {
            ({ Length: 0 }, _) => "'' is not a folder; name the folder of a state",
            ({ }, _) => null,
            (null, true) => StateReference.DescribeAmbiguity(),
            _ => "missing; name the folder of a state",
        };
        if (fault is not null)
        {
            bool isArgument = result.Command.Arguments.Contains(Argument) && result.GetResult(Option) is null or { Implicit: true };
            result.AddError($"{(isArgument ? Argument.Name : Name)}: {fault}");
        }
    }

    /// <summary>Returns the folder of a valid command line.</summary>
    public string GetFolder(ParseResult result) => GetNamed(result.CommandResult) ?? result.GetRequiredValue(Option);

    private bool IsNamedTwice(CommandResult result) =>
        result.GetResult(Argument) is { Tokens.Count: > 0 } && result.GetResult(Option) is { Implicit: false };

    private string? GetNamed(CommandResult result) =>
        GetValue(result.GetResult(Argument)?.Tokens) ?? GetValue(result.GetResult(Option)?.Tokens);

    private static string? GetValue(IReadOnlyList<Token>? tokens) => tokens is [{ Value: var folder }, ..] ? folder : null;

    private static Option<string> Create(string about)
    {
        Option<string> option = new(Name) { Description = about, HelpName = "DIR" };
        option.CompletionSources.Add(_ => StateFolders.FindAll());
        return option;
    }
}

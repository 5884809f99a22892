using System.CommandLine;
using System.CommandLine.Parsing;

namespace Scalewright.Tool.Places;

/// <summary>Whether what was said fits a place: all that is wrong at once, and nothing was asked yet.</summary>
internal static class PlaceCheck
{
    /// <summary>What is wrong, in the order of the options; secrets that are missing are last.</summary>
    /// <param name="entry">The place.</param>
    /// <param name="options">The options of all places.</param>
    /// <param name="result">The command line.</param>
    /// <param name="isMaking">True when the verb makes nodes.</param>
    /// <param name="environment">Variables that stand for options.</param>
    public static IEnumerable<string> Faults(PlaceEntry entry, IReadOnlyList<Option> options, CommandResult result, bool isMaking, ToolEnvironment environment)
    {
        foreach (Option option in options)
        {
            OptionResult? said = Said(option, result);
            if (said is not null && !entry.Options.Contains(option.Name, StringComparer.Ordinal))
            {
                yield return $"{option.Name}: '{entry.Name}' does not take it; {(entry.Options.Count == 0 ? "leave it out" : $"it takes {string.Join(" and ", entry.Options)}")}";
            }
            else if (said is { Tokens: [{ Value.Length: 0 }] })
            {
                yield return $"{option.Name}: '' is nothing; name one";
            }
            else if (Word(entry, option.Name, said, environment) is { } word && FaultOf(entry, option.Name, word.Value) is { } fault)
            {
                yield return $"{word.Name}: {fault}";
            }
        }

        foreach (PlaceNeed need in entry.Needs.Where(need => isMaking || !need.IsToMake))
        {
            bool isSaid = options.Any(option => option.Name == need.Option && Said(option, result) is not null);
            if (!isSaid && need.Find(environment) is null)
            {
                yield return need.Missing(entry.Name);
            }
        }
    }

    /// <summary>An option as the command line has it; null when it does not.</summary>
    private static OptionResult? Said(Option option, CommandResult result) => result.GetResult(option) is { Implicit: false } said ? said : null;

    /// <summary>What is said in place of an option: by itself, or by a variable, which then has the blame.</summary>
    private static (string Name, string Value)? Word(PlaceEntry entry, string option, OptionResult? said, ToolEnvironment environment) =>
        said is { Tokens: [{ Value: string value }] } ? (option, value)
        : said is null ? entry.Needs.FirstOrDefault(need => need.Option == option)?.Find(environment)
        : null;

    private static string? FaultOf(PlaceEntry entry, string option, string value) => option switch
    {
        "--address" => PlaceValues.AddressFault(value),
        "--sites" => PlaceValues.SitesFault(value),
        "--key" when entry.HasKeyFile => PlaceValues.KeyFault(value),
        _ => null,
    };
}

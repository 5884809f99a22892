using System.CommandLine;
using Scalewright.Tool.Places;

namespace Scalewright.Tool;

/// <summary><c>scalewright providers</c>.</summary>
internal static class ProvidersVerb
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        Command verb = new("providers", "List the places that this tool knows, what they need and what they can.");
        verb.SetAction((_, _) => VerbRun.RunAsync(output, errors, () => Task.FromResult(new PlanReport(ExitCode.Done, string.Concat(PlaceCatalogue.All.Select(Describe)), ""))));
        return verb;
    }

    private static string Describe(PlaceEntry entry)
    {
        string options = string.Join(", ", entry.Options.Select(option => option == entry.Needed ? option : $"[{option}]"));
        string abilities = entry.Abilities.Count == 0 ? "" : $"  {string.Join(", ", entry.Abilities)}\n";
        return $"{entry.Name} {options}\n  {entry.About}\n{abilities}";
    }
}

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
        IEnumerable<string> secrets = entry.Needs.Where(need => need.Option.Length == 0).Select(need => need.Ways);
        string options = string.Join(", ", entry.Options.Select(option => entry.Needs.FirstOrDefault(need => need.Option == option)?.Ways ?? $"[{option}]").Concat(secrets));
        string abilities = entry.Abilities.Count == 0 ? "" : $"  {string.Join(", ", entry.Abilities)}\n";
        return $"{entry.Name} {options}\n  {entry.About}\n{abilities}";
    }
}

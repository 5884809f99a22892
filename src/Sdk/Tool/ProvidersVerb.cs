using System.CommandLine;
using Scalewright.Tool.Output;
using Scalewright.Tool.Places;

namespace Scalewright.Tool;

/// <summary><c>scalewright providers</c>.</summary>
internal static class ProvidersVerb
{
    public static Command Create(VerbContext context)
    {
        Command verb = new("providers", "List the providers that this tool knows, what they need and what they can.");
        context.SetAction(verb, _ => new VerbReport(ExitCode.Done) { Text = string.Concat(PlaceCatalogue.All.Select(Describe)) }
            .With(new ProvidersOutput([.. PlaceCatalogue.All.Select(Output)]), ToolJson.Default.ProvidersOutput));
        return verb;
    }

    private static ProviderOutput Output(PlaceEntry entry)
    {
        IEnumerable<ProviderOptionOutput> options = entry.Options.Select(option => entry.Needs.FirstOrDefault(need => need.Option == option) is { } need
            ? new ProviderOptionOutput(option, !need.IsToMake, VariablesOf(need))
            : new ProviderOptionOutput(option, IsRequired: false, []));
        IEnumerable<ProviderOptionOutput> secrets = entry.Needs.Where(need => need.Option.Length == 0)
            .Select(need => new ProviderOptionOutput("", IsRequired: true, VariablesOf(need)));
        return new ProviderOutput(entry.Name, entry.About, [.. options, .. secrets], [.. entry.Abilities]);
    }

    private static string[] VariablesOf(PlaceNeed need) => [.. need.Variables.Select(variable => variable.Name)];

    private static string Describe(PlaceEntry entry)
    {
        IEnumerable<string> secrets = entry.Needs.Where(need => need.Option.Length == 0).Select(need => need.Ways);
        string options = string.Join(", ", entry.Options.Select(option => entry.Needs.FirstOrDefault(need => need.Option == option)?.Ways ?? $"[{option}]").Concat(secrets));
        string abilities = entry.Abilities.Count == 0 ? "" : $"  {string.Join(", ", entry.Abilities)}\n";
        return $"{entry.Name} {options}\n  {entry.About}\n{abilities}";
    }
}

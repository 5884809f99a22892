using Scalewright.Profiles;

namespace Scalewright.Plugins;

internal static class PluginSuggestions
{
    public static Problem Unknown(PluginReference choice, PluginList plugins)
    {
        string[] versions = [.. plugins.Entries.Where(entry => entry.Name == choice.Name).Select(entry => entry.Version)];
        if (versions.Length > 0)
        {
            return new Problem(
                ProblemCode.UnknownPlugin,
                $"plugin '{choice.Name}' has no version '{TextEscaping.Escape(choice.Version)}'",
                $"use one of {string.Join(", ", versions)}, or latest"
            );
        }

        string suggestion = Spelling.FindClosest(choice.Name, plugins.Names) is { } near ? $"did you mean '{near}'? " : "";
        string form = choice.Name.Split('@') is [{ } name, { } version]
            ? $"give the version as {{name: {TextEscaping.Escape(name)}, version: {TextEscaping.Escape(version)}}}, "
            : "";
        return new Problem(
            ProblemCode.UnknownPlugin,
            $"there is no plugin '{TextEscaping.Escape(choice.Name)}'",
            $"{suggestion}{form}use one of {string.Join(", ", plugins.Names)}"
        );
    }
}

using Scalewright.Profiles;

namespace Scalewright.Plugins;

internal static class PluginSearch
{
    public static Problem Unknown(PluginChoice choice, PluginList plugins)
    {
        string[] versions = [.. plugins.Entries.Where(entry => entry.Name == choice.Name).Select(entry => entry.Version)];
        if (versions.Length > 0)
        {
            return new Problem(
                ProblemCode.UnknownPlugin,
                $"plugin '{choice.Name}' has no version '{Printable.Escape(choice.Version)}'",
                $"use one of {string.Join(", ", versions)}, or latest");
        }

        string suggestion = Spelling.Nearest(choice.Name, plugins.Names) is { } near ? $"did you mean '{near}'? " : "";
        string form = choice.Name.Split('@') is [{ } name, { } version]
            ? $"give the version as {{name: {Printable.Escape(name)}, version: {Printable.Escape(version)}}}, "
            : "";
        return new Problem(
            ProblemCode.UnknownPlugin,
            $"there is no plugin '{Printable.Escape(choice.Name)}'",
            $"{suggestion}{form}use one of {string.Join(", ", plugins.Names)}");
    }
}

using System.Text;

namespace Benchmarks.Generators;

/// <summary>Writes source files with plugin declarations.</summary>
internal static class DeclarationText
{
    private const string Usings = "using Scalewright;\nusing Scalewright.Plugins;\nusing Scalewright.Profiles;\n\n";

    /// <summary>Writes files that together declare the given number of plugins.</summary>
    /// <param name="plugins">Total number of plugins.</param>
    /// <param name="perFile">Number of plugins per file.</param>
    /// <param name="hasOptions">True if each plugin has a record of four options.</param>
    public static string[] Write(int plugins, int perFile, bool hasOptions) =>
        [
            .. Enumerable
                .Range(0, plugins)
                .Chunk(perFile)
                .Select(numbers => Usings + string.Concat(numbers.Select(number => Plugin(number, hasOptions)))),
        ];

    /// <summary>Replaces the first occurrence of a string.</summary>
    public static string ReplaceFirst(string text, string old, string changed)
    {
        int start = text.IndexOf(old, StringComparison.Ordinal);
        return $"{text.AsSpan(0, start)}{changed}{text.AsSpan(start + old.Length)}";
    }

    private static string Plugin(int number, bool hasOptions)
    {
        StringBuilder text = new();
        if (hasOptions)
        {
            text.Append(
                $$"""
                /// <summary>Options of plugin {{number}}.</summary>
                public sealed record Options{{number}} : PluginOptions
                {
                    /// <summary>Size in GiB; default 40.</summary>
                    [OptionRange(1, 1000)]
                    public int Size { get; init; } = 40;

                    /// <summary>What it is made of.</summary>
                    public required string Material { get; init; }

                    /// <summary>Zones in order.</summary>
                    public ValueList<string> Zones { get; init; } = [];

                    /// <summary>The network outside.</summary>
                    public NetworkTemplate? External { get; init; }
                }

                """
            );
        }

        return text.Append(
                $$"""
                [ScalePlugin("plugin_{{number}}", Version = "1.2.0")]
                public sealed class Plugin{{number}} : ScalePlugin{{(hasOptions ? $"<Options{number}>" : "")}}
                {
                    public override int CountNodes(Profile profile) => 1;
                }

                """
            )
            .ToString();
    }
}

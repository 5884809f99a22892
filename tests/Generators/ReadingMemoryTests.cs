using Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Generators.Tests;

/// <summary>The generator remembers readings; what it emits after an edit elsewhere must be what a fresh run emits.</summary>
public class ReadingMemoryTests
{
    private static readonly string Plugin =
        "namespace Acme.Farms;\n"
        + "public sealed partial record FarmOptions : PluginOptions { public required Mode Mode { get; init; } [OptionRange(1, Limits.Max)] public int Size { get; init; } public Inner? Inner { get; init; } }\n"
        + Sources.Plugin("[ScalePlugin(Names.Farm)]\npublic sealed class FarmPlugin : FarmRules");

    private const string Around = """
        namespace Acme
        {
            public enum Mode { Fast, Slow }
            public static class Names { public const string Farm = "farm"; }
            public static class Limits { public const int Max = 9; }
            public sealed record Inner { public int Depth { get; init; } }
            public abstract class FarmRules : ScalePlugin<Farms.FarmOptions>;
        }
        """;

    private static readonly CSharpCompilation Start = Sources.Compile([Plugin, Around, ""]);

    [Theory]
    [InlineData("Fast, Slow", "Fast, Slow, Slower")]
    [InlineData("\"farm\"", "\"wind_farm\"")]
    [InlineData("Max = 9", "Max = 99")]
    [InlineData("int Depth", "string? Depth")]
    [InlineData("ScalePlugin<Farms.FarmOptions>", "ScalePlugin")]
    public void A_change_of_what_a_plugin_refers_to_is_noticed(string old, string changed) =>
        Check(Replace(1, Around.Replace(old, changed, StringComparison.Ordinal)));

    [Theory]
    [InlineData("namespace Acme.Farms { public enum Mode { Near } }")]
    [InlineData("namespace Acme.Farms { public sealed partial record FarmOptions { public int More { get; init; } } }")]
    [InlineData("namespace Acme.Farms { public static class Names { public const string Farm = \"near\"; } }")]
    public void A_declaration_that_comes_nearer_is_noticed(string source) => Check(Replace(2, source));

    [Fact]
    public void The_same_files_in_another_assembly_are_read_anew()
    {
        Generation.Driver().RunGenerators(Start);

        Generation.Text(Start.WithAssemblyName("Other")).ShouldContain("ScalePlugins_Other");
    }

    [Fact]
    public void Another_set_of_references_is_read_anew()
    {
        Generation.Driver().RunGenerators(Start);

        Generation.Text(Start.WithReferences()).ShouldNotContain("FarmPlugin");
    }

    /// <summary>Compares with a compilation of new syntax trees, of which nothing can be remembered.</summary>
    private static void Check(CSharpCompilation edited)
    {
        string before = Generation.Text(Start);

        string after = Generation.Text(edited);

        after.ShouldBe(Generation.Text(Fresh(edited)));
        after.ShouldNotBe(before, "the edit was to change something");
    }

    private static CSharpCompilation Fresh(CSharpCompilation compilation) =>
        compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => Sources.Parse(tree.ToString(), tree.FilePath)));

    private static CSharpCompilation Replace(int index, string source)
    {
        SyntaxTree old = Start.SyntaxTrees.Single(tree => tree.FilePath == $"Source{index}.cs");
        return Start.ReplaceSyntaxTree(old, Sources.Parse(source, old.FilePath));
    }
}

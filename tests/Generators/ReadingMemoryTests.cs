using Microsoft.CodeAnalysis;

namespace Generators.Tests;

/// <summary>Output that uses cached results after an edit equals the output of a fresh run.</summary>
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
    public void A_change_to_a_type_or_constant_used_by_a_plugin_updates_the_output(string old, string changed) =>
        Check(Replace(1, Around.Replace(old, changed, StringComparison.Ordinal)));

    [Theory]
    [InlineData("namespace Acme.Farms { public enum Mode { Near } }")]
    [InlineData("namespace Acme.Farms { public sealed partial record FarmOptions { public int More { get; init; } } }")]
    [InlineData("namespace Acme.Farms { public static class Names { public const string Farm = \"near\"; } }")]
    public void A_new_declaration_that_takes_precedence_updates_the_output(string source) => Check(Replace(2, source));

    [Theory]
    [InlineData("global using Mark = Scalewright.Plugins.ScalePluginAttribute;", "global using Mark = System.ObsoleteAttribute;")]
    [InlineData("const string First = \"alias\"", "const string First = \"other\"")]
    [InlineData("record Level2 { public int Depth", "record Level2 { public string Depth")]
    [InlineData("record Level1 : Level0", "record Level1 : Level2")]
    [InlineData("global using Picked = Acme.Level1;", "global using Picked = Acme.Level2;")]
    [InlineData("enum Grade { Low }", "enum Grade { Low, High }")]
    [InlineData(
        "class Hidden",
        "class RangedAttribute : System.Attribute { public RangedAttribute(double from, double to) { } } public class Hidden"
    )]
    [InlineData("public class Outer", "internal class Outer { } public class Outer2")]
    [InlineData("namespace Near { }", "namespace Acme.Plants.Acme { public class Level1 { } }")]
    public void Output_after_an_indirect_change_equals_that_of_a_fresh_run(string old, string changed)
    {
        const string far = """
            global using Mark = Scalewright.Plugins.ScalePluginAttribute;
            global using Picked = Acme.Level1;
            global using Ranged = Scalewright.Plugins.OptionRangeAttribute;
            namespace Acme
            {
                public static class Far { public const string First = "alias"; }
                public static class Names { public const string Second = Far.First + "_x"; }
                public sealed record Level2 { public int Depth { get; init; } public Grade Grade { get; init; } }
                public record Level0 { public Level2? Deep { get; init; } }
                public sealed record Level1 : Level0;
                public enum Grade { Low }
                public class Hidden;
                namespace Plants { public class Outer { public sealed record FarOptions : PluginOptions { public Picked? Picked { get; init; } public Acme.Level1? Level { get; init; } [Ranged(1, 2)] public int Size { get; init; } } } }
            }
            namespace Near { }
            """;
        string plant =
            "namespace Acme.Plants;\nusing static Acme.Plants.Outer;\n"
            + Sources.Plugin("[Mark(Names.Second)]\npublic sealed class FarPlugin : ScalePlugin<FarOptions>");
        CSharpCompilation start = Sources.Compile([plant, far]);
        string before = Generation.Text(start);
        before.ShouldContain("FarPlugin");
        far.ShouldContain(old);

        CSharpCompilation edited = Replace(start, 1, far.Replace(old, changed, StringComparison.Ordinal));

        Generation.Text(edited).ShouldBe(Generation.Text(Fresh(edited)));
    }

    [Theory]
    [InlineData("[ScalePluginAttribute(\"marked\")]")]
    [InlineData("[type: Serializable, global::Scalewright.Plugins.ScalePlugin(\"marked\")]")]
    [InlineData("[Scalewright.Plugins.ScalePluginAttribute(\"marked\")]")]
    [InlineData("[P::ScalePlugin(\"marked\")]")]
    [InlineData("[P.ScalePlugin(\"marked\")]")]
    [InlineData("[Own(\"marked\")]")]
    [InlineData("[Ending(\"marked\")]")]
    [InlineData("[Shared(\"marked\")]")]
    [InlineData("[@ScalePluginAttribute(\"marked\")]")]
    public void The_plugin_attribute_is_found_in_every_notation(string mark) =>
        Generation
            .Text(
                Sources.Compile([
                    "using P = Scalewright.Plugins;\nnamespace Acme;\nusing Own = Scalewright.Plugins.ScalePluginAttribute;\nusing EndingAttribute = Scalewright.Plugins.ScalePluginAttribute;\n"
                        + Sources.Plugin(mark + "\npublic sealed class MarkedPlugin : ScalePlugin"),
                    "global using Shared = Scalewright.Plugins.ScalePluginAttribute;",
                ])
            )
            .ShouldContain("new global::Acme.MarkedPlugin()");

    [Fact]
    public void An_added_partial_declaration_of_a_plugin_updates_the_output()
    {
        CSharpCompilation start = Sources.Compile([
            Sources.Plugin("[ScalePlugin(\"split\")]\npublic sealed partial class SplitPlugin : ScalePlugin"),
            "",
        ]);
        Generation.Text(start).ShouldContain("SplitPlugin");

        CSharpCompilation hidden = Replace(start, 1, "partial class SplitPlugin { private SplitPlugin() { } }");
        Generation.Text(hidden).ShouldNotContain("SplitPlugin");

        Generation.Text(Replace(hidden, 1, "partial class SplitPlugin { internal SplitPlugin() { } }")).ShouldContain("SplitPlugin");
    }

    [Fact]
    public void A_partial_declaration_with_another_attribute_adds_no_second_entry()
    {
        string text = Generation.Text(
            Sources.Compile([
                Sources.Plugin("[ScalePlugin(\"split\")]\npublic sealed partial class SplitPlugin : ScalePlugin"),
                "[Serializable] partial class SplitPlugin { }",
            ])
        );

        text.Split("static () => new global::SplitPlugin()").Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("[ScalePlugin(\"near\")]", "[ScalePlugin(\"far\")]")]
    [InlineData("NearPlugin() { }", "NearPlugin() { int size = 3; }")]
    [InlineData("internal NearPlugin()", "private NearPlugin()")]
    [InlineData("class NearPlugin : ScalePlugin<NearOptions>", "class NearPlugin : ScalePlugin")]
    [InlineData("string Zone", "string? Zone")]
    [InlineData("enum Mode { Fast }", "enum Mode { Fast, Slow }")]
    [InlineData("namespace Acme;", "namespace Acme.Deep;")]
    [InlineData("#nullable enable", "#nullable disable")]
    [InlineData("using Size = int;", "using Size = string;")]
    [InlineData("class OtherPlugin", "class NearPlugin2")]
    public void Output_after_an_edit_of_a_plugin_file_equals_that_of_a_fresh_run(string old, string changed)
    {
        string file =
            "#nullable enable\nusing Size = int;\nnamespace Acme;\npublic enum Mode { Fast }\n"
            + "public sealed record NearOptions : PluginOptions { public ValueList<string> Zones { get; init; } = []; public required string Zone { get; init; } public Mode Mode { get; init; } public Size Size { get; init; } = default!; }\n"
            + Sources.Plugin(
                "[ScalePlugin(\"near\")]\npublic sealed class NearPlugin : ScalePlugin<NearOptions>",
                "    internal NearPlugin() { }"
            )
            + Sources.Plugin("[ScalePlugin(\"other\")]\npublic sealed class OtherPlugin : ScalePlugin<NearOptions>");
        CSharpCompilation start = Sources.Compile(file);
        Generation.Text(start);
        file.ShouldContain(old);

        CSharpCompilation edited = Replace(start, 0, file.Replace(old, changed, StringComparison.Ordinal));
        CSharpCompilation back = Replace(edited, 0, file);

        Generation.Text(edited).ShouldBe(Generation.Text(Fresh(edited)));
        Generation.Text(back).ShouldBe(Generation.Text(Fresh(back)));
    }

    [Fact]
    public void Output_after_a_change_of_the_nullable_context_equals_that_of_a_fresh_run()
    {
        string source =
            "public sealed record LooseOptions : PluginOptions { public required ValueList<string?> Zones { get; init; } }\n"
            + Sources.Plugin("[ScalePlugin(\"loose\")]\npublic sealed class LoosePlugin : ScalePlugin<LooseOptions>");
        CSharpCompilation start = Sources.Compile(source);
        CSharpCompilation loose = start.WithOptions(start.Options.WithNullableContextOptions(NullableContextOptions.Disable));
        Generation.Text(start);

        Generation.Text(loose).ShouldBe(Generation.Text(Fresh(loose)));
    }

    [Fact]
    public void A_changed_assembly_name_updates_the_output()
    {
        Generation.Driver().RunGenerators(Start);

        Generation.Text(Start.WithAssemblyName("Other")).ShouldContain("ScalePlugins_Other");
    }

    [Fact]
    public void A_changed_set_of_references_updates_the_output()
    {
        Generation.Driver().RunGenerators(Start);

        Generation.Text(Start.WithReferences()).ShouldNotContain("FarmPlugin");
    }

    /// <summary>Compares with a compilation of new syntax trees and options, which has no cached results.</summary>
    private static void Check(CSharpCompilation edited)
    {
        string before = Generation.Text(Start);

        string after = Generation.Text(edited);

        after.ShouldBe(Generation.Text(Fresh(edited)));
        after.ShouldNotBe(before, "the edit was to change something");
    }

    private static CSharpCompilation Fresh(CSharpCompilation compilation) =>
        compilation
            .RemoveAllSyntaxTrees()
            .AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => Sources.Parse(tree.ToString(), tree.FilePath)))
            .WithOptions(compilation.Options.WithModuleName("Fresh").WithModuleName(compilation.Options.ModuleName));

    private static CSharpCompilation Replace(int index, string source) => Replace(Start, index, source);

    private static CSharpCompilation Replace(CSharpCompilation start, int index, string source)
    {
        SyntaxTree old = start.SyntaxTrees.Single(tree => tree.FilePath == $"Source{index}.cs");
        return start.ReplaceSyntaxTree(old, Sources.Parse(source, old.FilePath));
    }
}

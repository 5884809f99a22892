using Microsoft.CodeAnalysis;

namespace Generators.Tests;

public class CacheTests
{
    private const string Declarations = """
        namespace Acme;

        /// <summary>O.</summary>
        public sealed record FarmOptions : PluginOptions
        {
            /// <summary>Size in GiB.</summary>
            public int Size { get; init; } = 40;
        }

        [ScalePlugin("farm")]
        public sealed class FarmPlugin : ScalePlugin<FarmOptions>
        {
            public override int CountNodes(Profile profile) => 1;
        }
        """;

    private static readonly CSharpCompilation Start = Sources.Compile([Declarations, "public static class Other { }"]);

    public static TheoryData<string> Steps { get; } = [.. StepNames.All];

    [Theory, MemberData(nameof(Steps))]
    public void An_unrelated_edit_reuses_every_step(string step) =>
        ReasonsAfter(Replace(1, "public static class Other { public static int Size => 3; }"), step).ShouldBeSubsetOf(Reused);

    [Theory, MemberData(nameof(Steps))]
    public void A_line_added_above_regenerates_nothing(string step) =>
        ReasonsAfter(Replace(0, "// A line.\n" + Declarations), step).ShouldBeSubsetOf(Reused);

    [Theory, MemberData(nameof(Steps))]
    public void A_change_inside_of_a_plugin_regenerates_nothing(string step) =>
        ReasonsAfter(Replace(0, Declarations.Replace("=> 1", "=> 2", StringComparison.Ordinal)), step).ShouldBeSubsetOf(Reused);

    [Fact]
    public void Every_output_is_reused_after_an_unrelated_edit() =>
        Outputs(Replace(1, "public static class Other { public static int Size => 3; }"))
            .ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);

    [Fact]
    public void Every_output_is_reused_after_a_line_added_above() =>
        Outputs(Replace(0, "// A line.\n" + Declarations)).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);

    [Fact]
    public void A_renamed_plugin_regenerates_the_registry_and_not_the_binder()
    {
        CSharpCompilation renamed = Replace(0, Declarations.Replace("\"farm\"", "\"wind_farm\"", StringComparison.Ordinal));

        ReasonsAfter(renamed, StepNames.Plugins).ShouldBe([IncrementalStepRunReason.Modified]);
        ReasonsAfter(renamed, StepNames.Options).ShouldBeSubsetOf(Reused);
        ReasonsAfter(renamed, StepNames.References).ShouldBeSubsetOf(Reused);
    }

    [Fact]
    public void A_changed_reference_does_not_regenerate_the_plugins_of_the_compilation()
    {
        MetadataReference library = Generation.Reference(
            Sources.Compile(
                Sources.Plugin("[ScalePlugin(\"cached_library\")]\npublic sealed class LibraryPlugin : ScalePlugin"),
                "Cache.Library"
            )
        );

        ReasonsAfter(Start.AddReferences(library), StepNames.References).ShouldBe([IncrementalStepRunReason.Modified]);
        ReasonsAfter(Start.AddReferences(library), StepNames.Plugins).ShouldBeSubsetOf(Reused);
    }

    private static IncrementalStepRunReason[] Reused => [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged];

    private static CSharpCompilation Replace(int index, string source)
    {
        SyntaxTree old = Start.SyntaxTrees.Single(tree => tree.FilePath == $"Source{index}.cs");
        return Start.ReplaceSyntaxTree(old, Sources.Parse(source, old.FilePath));
    }

    private static GeneratorRunResult RunTwice(Compilation second) =>
        Generation.Driver(isTracked: true).RunGenerators(Start).RunGenerators(second).GetRunResult().Results[0];

    private static IncrementalStepRunReason[] ReasonsAfter(Compilation second, string step)
    {
        GeneratorRunResult result = RunTwice(second);
        result.TrackedSteps.ShouldContainKey(step);
        return [.. result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];
    }

    private static IncrementalStepRunReason[] Outputs(Compilation second)
    {
        IncrementalStepRunReason[] reasons =
        [
            .. RunTwice(second)
                .TrackedOutputSteps.SelectMany(step => step.Value)
                .SelectMany(run => run.Outputs)
                .Select(output => output.Reason),
        ];
        reasons.ShouldNotBeEmpty();
        return reasons;
    }
}

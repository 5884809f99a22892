using Microsoft.CodeAnalysis;

namespace Generators.Tests;

public class ExperimentPartTests
{
    private const string Library = """
        namespace Scalewright.Experiments.Types
        {
            public abstract class ExperimentType;
            public sealed record ExperimentTypeEntry(string Name, Func<ExperimentType> Create);
            public static class ExperimentTypes { public static void Register(IReadOnlyList<ExperimentTypeEntry> entries) { } }
            public sealed class ExperimentTypeAttribute(string name) : Attribute { public string Name => name; }
            public sealed class ExperimentPartsExportAttribute(string registry) : Attribute { public string Registry => registry; }
        }
        """;

    private const string Marked = """
        namespace Acme;
        [Scalewright.Experiments.Types.ExperimentType("halves")]
        public sealed class Halves : Scalewright.Experiments.Types.ExperimentType { public static int Size() => 1; }
        """;

    [Fact]
    public void A_class_with_the_attribute_is_registered_by_generated_code()
    {
        Compilation compilation = Sources.Compile([Library, Marked]);

        GeneratorDriver driver = Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation completed, out _);

        driver
            .GetRunResult()
            .GeneratedTrees.ShouldHaveSingleItem()
            .ToString()
            .ShouldContain(
                "global::Scalewright.Experiments.Types.ExperimentTypes.Register([new(\"halves\", static () => new global::Acme.Halves())]);"
            );
        completed.Complaints().ShouldBeEmpty();
    }

    [Fact]
    public void A_program_registers_the_experiment_parts_of_its_references()
    {
        Driver().RunGeneratorsAndUpdateCompilation(Sources.Compile([Library, Marked], "Acme.Parts"), out Compilation parts, out _);

        GeneratorDriver driver = Driver()
            .RunGeneratorsAndUpdateCompilation(
                Sources.Compile("class Program;", "Acme.Program", parts.ToMetadataReference()),
                out Compilation completed,
                out _
            );

        driver
            .GetRunResult()
            .GeneratedTrees.ShouldHaveSingleItem()
            .ToString()
            .ShouldContain("global::Scalewright.Generated.ExperimentParts_Acme_Parts.Register();");
        completed.Complaints().ShouldBeEmpty();
    }

    [Fact]
    public void No_code_is_generated_without_the_attribute() =>
        Driver().RunGenerators(Sources.Compile([Library, "class Nothing;"])).GetRunResult().GeneratedTrees.ShouldBeEmpty();

    [Fact]
    public void An_edit_inside_of_a_method_regenerates_nothing()
    {
        CSharpCompilation compilation = Sources.Compile([Library, Marked]);
        GeneratorDriver driver = Driver().RunGenerators(compilation);

        driver = driver.RunGenerators(Sources.Compile([Library, Marked.Replace("=> 1", "=> 2", StringComparison.Ordinal)]));

        foreach (string step in new[] { StepNames.Parts, StepNames.PartReferences })
        {
            driver
                .GetRunResult()
                .Results[0]
                .TrackedSteps[step]
                .SelectMany(run => run.Outputs)
                .ShouldAllBe(
                    output => output.Reason == IncrementalStepRunReason.Cached || output.Reason == IncrementalStepRunReason.Unchanged,
                    step
                );
        }
    }

    private static CSharpGeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create(
            [new ExperimentPartGenerator().AsSourceGenerator()],
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp13, DocumentationMode.Parse),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)
        );
}

using Microsoft.CodeAnalysis;

namespace Generators.Tests;

public class DocumentRecordTests
{
    private const string Library = """
        using Scalewright.Experiments.Reading;
        namespace Scalewright.Experiments
        {
            public sealed class DocumentRecordAttribute : Attribute { public bool IsPart { get; init; } }
            public sealed class DocumentFieldAttribute(string? key = null) : Attribute
            {
                public string? Key => key;
                public string? Advice { get; init; }
                public string? Reader { get; init; }
            }
        }
        namespace Scalewright.Experiments.Reading
        {
            public class ExperimentFieldReader
            {
                public bool Has(string key) => false;
                public ExperimentFieldReader Need(string key, string advice) => this;
                public string Require(string key, string advice) => "";
                public string Text(string key, string fallback) => fallback;
                public T Whole<T>(string key, T fallback, string unit = "") where T : struct => fallback;
                public double Double(string key, double fallback) => fallback;
                public double Percentage(string key, double fallback) => fallback;
                public bool Boolean(string key, bool fallback) => fallback;
                public TimeSpan Duration(string key, TimeSpan fallback) => fallback;
                public T Keyword<T>(string key, T fallback, params (string Word, T Value)[] names) => fallback;
                public T? Section<T>(string key, Func<ExperimentFieldReader, T> read) where T : class => null;
                public ValueList<string> Texts(string key) => [];
                public ValueMap<string> TextMap(string key) => ValueMap<string>.Empty;
                public IEnumerable<ExperimentFieldReader> Maps(string key) => [];
                public T Close<T>(T read) => read;
            }
        }
        """;

    private const string Marked = """
        namespace Acme;
        using Scalewright.Experiments;

        [DocumentRecord]
        public sealed record Job([property: DocumentField(Advice = "its name")] string Name, TimeSpan Delay, int Count = 1)
        {
            internal static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(3);

            public ValueList<Load> Loads { get; init; } = [];
            public Load? First { get; init; }
            public Load Last { get; init; } = new(1);
            public DayOfWeek Day { get; init; }
            [DocumentField("memory")]
            public int MemoryMiB { get; init; } = 4;
            [DocumentField(Reader = "Percentage")]
            public double? Ratio { get; init; }
            public long? Limit { get; init; }
            public string? Topic { get; init; }
            public bool IsOn { get; init; } = true;
            public ValueList<string> Words { get; init; } = [];
            public ValueMap<string> Queries { get; init; } = ValueMap<string>.Empty;
            public int Size => Count;
        }

        [DocumentRecord(IsPart = true)]
        public sealed record Load([property: DocumentField("rate", Advice = "per second")] double PerSecond)
        {
            public TimeSpan Duration { get; init; }
        }
        """;

    [Fact]
    public void Readers_of_records_match_the_approved_text() => Approved.Check(Generate(Marked), "Generators/DocumentRecords");

    [Fact]
    public void No_code_is_generated_without_the_attribute() => Generate("class Nothing;").ShouldBeEmpty();

    [Theory]
    [InlineData("=> Count", "=> 2")]
    [InlineData("namespace Acme;", "// A line.\nnamespace Acme;")]
    [InlineData("public bool IsOn", "/// <summary>Text.</summary>\npublic bool IsOn")]
    [InlineData("IsOn { get; init; } = true", "IsOn { get; init; } = false")]
    public void An_edit_that_does_not_concern_the_reader_regenerates_nothing(string found, string instead) =>
        ReasonsAfter(found, instead)
            .ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached || reason == IncrementalStepRunReason.Unchanged);

    [Theory]
    [InlineData("\"memory\"", "\"ram\"")]
    [InlineData("its name", "a name")]
    [InlineData("IsPart = true", "IsPart = false")]
    [InlineData("long? Limit", "int? Limit")]
    public void An_edit_of_a_field_regenerates_the_readers(string found, string instead) =>
        ReasonsAfter(found, instead).ShouldContain(IncrementalStepRunReason.Modified);

    private static IEnumerable<IncrementalStepRunReason> ReasonsAfter(string found, string instead) =>
        Driver()
            .RunGenerators(Sources.Compile([Library, Marked]))
            .RunGenerators(Sources.Compile([Library, Marked.Replace(found, instead, StringComparison.Ordinal)]))
            .GetRunResult()
            .Results[0]
            .TrackedSteps[StepNames.DocumentRecords]
            .SelectMany(run => run.Outputs)
            .Select(output => output.Reason);

    private static string Generate(string code)
    {
        GeneratorDriver driver = Driver()
            .RunGeneratorsAndUpdateCompilation(Sources.Compile([Library, code]), out Compilation completed, out _);
        completed.Complaints().ShouldBeEmpty();
        return driver.GetRunResult().GeneratedTrees.SingleOrDefault()?.ToString() ?? "";
    }

    private static CSharpGeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create(
            [new DocumentRecordGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)
        );
}

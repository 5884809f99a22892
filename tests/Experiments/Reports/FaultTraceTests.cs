using Experiments.Tests.Runs;
using Scalewright.Providers.Simulation;

namespace Experiments.Tests.Reports;

/// <summary>Tests that each fault of an introductory definition changes a metric visibly on the page.</summary>
public class FaultTraceTests
{
    // A change below a tenth of the largest value is not visible in a chart.
    private const double VisiblePart = 0.1;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly string[] Found =
    [
        .. SampleDefinitionTests.Files.Where(file => File.ReadAllText(Repository.At(file)).Contains("\nfaults:", StringComparison.Ordinal)),
    ];

    public static TheoryData<string> Definitions { get; } = [.. Found];

    private static string Template { get; } = Path.Combine("templates", "scalewright-experiment", "experiment.yaml");

    [Fact]
    public void The_experiment_template_is_among_the_tested_definitions() => Found.ShouldContain(Template);

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(Definitions))]
    public async Task Each_fault_of_a_sample_definition_visibly_changes_a_metric(string definition)
    {
        Experiment experiment = SampleDefinitionTests.Read(definition)[0];

        bool[] traces = await TracesAsync(experiment);

        traces.ShouldNotBeEmpty();
        traces.ShouldAllBe(isVisible => isVisible, experiment.Faults.ToString());
        ExperimentData data = new(experiment.Name, experiment.ScaledTask)
        {
            Runs = 1,
            Points = [new PointData("base", ValueMap<string>.Empty, [await RunAsync(experiment)])],
        };
        ExperimentPage.Create(data).Sections.SelectMany(section => section.Charts).First().Annotations!.Spans.Count.ShouldBeGreaterThan(0);
    }

    /// <summary>All task managers of the template are on its first machine.</summary>
    [Fact]
    public async Task A_fault_on_an_idle_machine_visibly_changes_no_metric()
    {
        using TemporaryFolder folder = new();
        string text = await File.ReadAllTextAsync(Repository.At(Template));
        string definition = folder.Write("idle.yaml", text.Replace("restart: worker-1", "restart: worker-2", StringComparison.Ordinal));

        (await TracesAsync(ExperimentDefinition.Load(definition).Experiments[0])).ShouldBe([false]);
    }

    /// <summary>Compares the run with runs that lack one fault each, in the minute after the fault.</summary>
    private static async Task<bool[]> TracesAsync(Experiment experiment)
    {
        RunHistory struck = await RunAsync(experiment);
        List<bool> traces = [];
        foreach ((int index, TimedFault fault) in experiment.Faults.Faults.Index())
        {
            RunHistory spared = await RunAsync(
                experiment with
                {
                    Faults = new FaultSchedule([.. experiment.Faults.Faults.Where(other => other != fault)]),
                }
            );
            traces.Add(
                new[] { "throughput", "lag", "latency" }.Any(metric => IsVisible(struck.Find(metric), spared.Find(metric), fault.At))
            );
        }

        return [.. traces];
    }

    private static bool IsVisible(SeriesData struck, SeriesData spared, TimeSpan at)
    {
        double most = ((double[])[.. struck.Values, .. spared.Values]).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return Enumerable
            .Range(0, Math.Min(struck.Times.Length, spared.Times.Length))
            .Where(index => struck.Times[index] >= at.TotalSeconds && struck.Times[index] <= (at + Window).TotalSeconds)
            .Any(index => Math.Abs(struck.Values[index] - spared.Values[index]) > most * VisiblePart);
    }

    private static async Task<RunHistory> RunAsync(Experiment experiment)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        (await SimulatedRun.RunAsync(experiment, run: 1, writer)).Outcome.ShouldBe(RunOutcome.Completed);
        return HistoryReader.Read(stream.ToArray(), number: 1);
    }
}

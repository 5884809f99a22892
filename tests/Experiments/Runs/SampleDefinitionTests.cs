namespace Experiments.Tests.Runs;

public class SampleDefinitionTests
{
    public static TheoryData<string> Definitions { get; } = [.. Files];

    /// <summary>Paths of the definitions in templates and samples, relative to the repository.</summary>
    internal static string[] Files =>
        [
            .. new[] { "templates", "samples" }
                .SelectMany(folder => Directory.EnumerateFiles(Repository.At(folder), "*.yaml", SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                .Where(file => File.ReadAllText(Repository.At(file)).Contains("\njob:", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(Definitions))]
    public async Task Two_simulations_of_a_sample_definition_have_the_same_history(string definition)
    {
        ValueList<Experiment> experiments = Read(definition);
        experiments.ShouldNotBeEmpty();
        foreach (Experiment experiment in experiments)
        {
            byte[] first = await RunAsync(experiment);
            byte[] second = await RunAsync(experiment);

            first.Length.ShouldBeGreaterThan(10_000);
            second.AsSpan().SequenceEqual(first).ShouldBeTrue(experiment.Name);
        }
    }

    /// <summary>Reads a definition. One without machines uses those of samples/Scalehub/conf/simulated.ini.</summary>
    internal static ValueList<Experiment> Read(string definition) =>
        ExperimentDefinition
            .Load(Repository.At(definition), machines: [new NodeClass("producer", 2), new NodeClass("consumer", 3)])
            .Experiments;

    private static async Task<byte[]> RunAsync(Experiment experiment)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        (await SimulatedRun.RunAsync(experiment, run: 1, writer)).Outcome.ShouldBe(RunOutcome.Completed);
        return stream.ToArray();
    }
}

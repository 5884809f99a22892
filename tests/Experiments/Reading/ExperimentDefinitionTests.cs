namespace Experiments.Tests.Reading;

public class ExperimentDefinitionTests
{
    private const string Name = "parsed-once";

    private static readonly string Text =
        Definitions.Join.Replace("name: join\n", $"name: {Name}\ntype: odd_here\n", StringComparison.Ordinal)
        + "\nodd_here: {makes: itself}\n";

    [Fact]
    public async Task A_definition_is_parsed_once()
    {
        using TemporaryFolder data = new();
        string file = data.Write("once.yaml", Text);

        ExperimentDefinition definition = ExperimentDefinition.Load(file);
        ExperimentFolder folder = ExperimentFolder.ContinueOrCreate(data.At("data"), definition, TimeProvider.System);
        await new ExperimentSweep(folder, definition.Experiments).RunAsync();

        OddType.CountExpansions(Name).ShouldBe(1);
        definition.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_definition_of_a_folder_equals_the_one_it_was_created_of()
    {
        using TemporaryFolder data = new();
        string file = data.Write("sweep.yaml", Text.Replace(Name, "read-again", StringComparison.Ordinal) + "matrix: {seed: [1, 2]}\n");
        ExperimentDefinition definition = ExperimentDefinition.Load(file);

        ExperimentFolder folder = ExperimentFolder.Create(data.At("data"), definition, TimeProvider.System);

        folder.ReadDefinition().Experiments.ShouldBe(definition.Experiments);
        folder.ReadBundle().ComputeHash().ShouldBe(definition.Bundle.ComputeHash());
        await Should.NotThrowAsync(() => new ExperimentSweep(folder).RunAsync());
    }
}

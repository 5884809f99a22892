using PhenixScaleApp.Corrected;
using PhenixScaleApp.Documents;
using Scalewright.Documents;
using Scalewright.Planning;

namespace Samples.Tests;

public class PlanTests
{
    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_wind_farm_prints_the_plan_before_it_provisions()
    {
        using TemporaryFolder folder = new();

        ProgramResult run = Command.Dotnet(
            folder.Root,
            new Dictionary<string, string>(StringComparer.Ordinal),
            [Path.Combine(AppContext.BaseDirectory, "WindFarm.dll"), "--out", folder.At("out")]
        );

        run.ExitCode.ShouldBe(0, run.Errors);
        string plan = PlanOf(TopologyReader.Parse(File.ReadAllBytes(folder.At("out", "topology.json")), Dialect.Json));
        run.Output.ShouldContain(plan);
        run.Output.IndexOf(plan, StringComparison.Ordinal).ShouldBeLessThan(run.Output.IndexOf("provisioned", StringComparison.Ordinal));
        Approved.Check(plan, "Samples/WindFarm");
    }

    [Fact]
    public void PhenixScaleApp_plans_the_web_servers_and_the_farm_of_its_example()
    {
        ExperimentText example = ExperimentReader.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "sample-input.yaml")),
            Dialect.Yaml
        );

        Topology topology = ScalePlan.Read(example.Root!, new Positions(null), isLive: false).Topology;

        Approved.Check(PlanOf(topology), "Samples/PhenixScaleApp");
    }

    [Fact]
    [Trait(Category.Name, Category.Packaging)]
    public void The_four_providers_sample_plans_two_nodes_with_each_provider()
    {
        using TemporaryFolder folder = new();

        foreach (string provider in new[] { "simulation", "local" })
        {
            ProgramResult run = Command.Dotnet(
                folder.Root,
                new Dictionary<string, string>(StringComparer.Ordinal),
                SingleFile.Assembly("four-providers"),
                "--provider",
                provider,
                "--dry-run"
            );

            run.ExitCode.ShouldBe(0, run.Errors);
            Approved.Check(run.Output[..run.Output.IndexOf("would run", StringComparison.Ordinal)], "Samples/four-providers");
        }
    }

    private static string PlanOf(Topology topology) => Planner.Plan(Topology.Empty, topology).ToString();
}

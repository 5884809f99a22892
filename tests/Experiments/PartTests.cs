using Scalewright.Experiments.Types;

namespace Experiments.Tests;

/// <summary>Tests the discovery of types in Experiments.Parts, which no other test uses.</summary>
public class PartTests
{
    [Fact]
    public void An_experiment_type_of_a_referenced_assembly_is_found_and_expands_the_definition()
    {
        ExperimentDefinition read = new ExperimentBundle(Encoding.UTF8.GetBytes(Definitions.Join + "\ntype: halves\n")).Read();

        read.Problems.ShouldBeEmpty();
        read.Experiments.Select(experiment => (experiment.PointName, experiment.Duration.TotalSeconds))
            .ShouldBe([("part=whole", 300), ("part=half", 150)]);
    }

    [Fact]
    public void Platforms_of_this_assembly_and_of_referenced_assemblies_are_found() =>
        PlatformList
            .Default.Platforms.Select(platform => platform.Type)
            .ShouldBe(
                [
                    "Simulated",
                    "Local",
                    "RaspberryPi",
                    "Grid5000",
                    "VMonG5k",
                    "VagrantG5k",
                    "FIT",
                    "Chameleon",
                    "OwnType",
                    "MarkedHere",
                    "YourCustomType",
                ],
                ignoreOrder: true
            );

    [Fact]
    public void An_experiment_type_of_this_assembly_is_found() => ExperimentTypes.Find("marked_here").ShouldBeOfType<MarkedType>();

    [Fact]
    public void A_type_name_that_is_registered_twice_keeps_its_first_registration()
    {
        ExperimentTypes.Register([new ExperimentTypeEntry("simple", () => throw new InvalidOperationException())]);

        ExperimentTypes.Find("simple").ShouldNotBeNull();
    }

    [Fact]
    public void An_unknown_experiment_type_is_reported_with_a_suggestion() =>
        new ExperimentBundle(Encoding.UTF8.GetBytes(Definitions.Join + "\ntype: simpel\n"))
            .Read("join.yaml")
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("join.yaml:15:7 type: unknown experiment type 'simpel'; did you mean 'simple'?");
}

[ExperimentType("marked_here")]
internal sealed class MarkedType : ExperimentType;

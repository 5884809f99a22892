using Scalewright.Experiments.Types;

namespace Experiments.Tests;

/// <summary>Tests the discovery of types in Experiments.Parts, which no other test uses.</summary>
public class PartTests
{
    [Fact]
    public void A_type_of_a_referenced_assembly_is_found_and_makes_its_experiments()
    {
        ExperimentReadResult read = ExperimentReader.Read(Encoding.UTF8.GetBytes(Definitions.Join + "\ntype: halves\n"));

        read.Problems.ShouldBeEmpty();
        read.Experiments.Select(experiment => (experiment.PointName, experiment.Duration.TotalSeconds)).ShouldBe([("part=whole", 300), ("part=half", 150)]);
    }

    [Fact]
    public void Platforms_of_referenced_assemblies_and_one_of_this_are_found() =>
        PlatformList.Default.Platforms.Select(platform => platform.Type).ShouldBe(
            ["Simulated", "Local", "RaspberryPi", "Grid5000", "VMonG5k", "VagrantG5k", "FIT", "Chameleon", "OwnType", "MarkedHere", "YourCustomType"], ignoreOrder: true);

    [Fact]
    public void A_type_of_this_assembly_is_found() => ExperimentTypes.Find("marked_here").ShouldBeOfType<MarkedType>();

    [Fact]
    public void A_name_that_is_taken_keeps_its_first_owner()
    {
        ExperimentTypes.Register([new ExperimentTypeEntry("simple", () => throw new InvalidOperationException())]);

        ExperimentTypes.Find("simple").ShouldNotBeNull();
    }

    [Fact]
    public void A_type_that_nobody_has_is_told_with_what_may_be_meant() =>
        ExperimentReader.Read(Encoding.UTF8.GetBytes(Definitions.Join + "\ntype: simpel\n"), "join.yaml").Problems.ShouldHaveSingleItem().ToString()
            .ShouldBe("join.yaml:15:7 type: there is no type of experiment 'simpel'; did you mean 'simple'?");
}

[ExperimentType("marked_here")]
internal sealed class MarkedType : ExperimentType;

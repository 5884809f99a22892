using Scalewright.Documents;

namespace Sdk.Tests.Topologies;

public class TurbineProfileTests
{
    [Fact]
    public void An_unknown_plugin_hides_no_other_problem_of_its_profile()
    {
        const string Text = """
            profiles:
              - name: farm
                plugin: wind_turbin
                count: 0
                contaners: 1
                node_template: {cpus: 4}
                container_template:
                  external_network: {name: EXT, netwrk: 10.0.0.0/16}
              - name: other
                plugin: nothing-like-it
                count: 0
                never_read: 1
                container_template: {external_network: {}}
            """;

        ProfileReadResult read = ProfileReader.Read(Encoding.UTF8.GetBytes(Text), Dialect.Yaml);

        read.Problems.Select(problem => $"{problem.Position} {problem.Code.Name}")
            .ShouldBe(
                [
                    "3:13 unknown-plugin",
                    "4:12 out-of-range",
                    "5:5 unknown-field",
                    "6:21 unknown-field",
                    "8:25 missing-field",
                    "8:37 unknown-field",
                    "10:13 unknown-plugin",
                    "11:12 out-of-range",
                ],
                ignoreOrder: true
            );
    }

    [Theory]
    [
        InlineData("10.135.1.0/24", true),
        InlineData("10.0.0.0/8", true),
        InlineData("10.135.1.64/28", true),
        InlineData("10.135.0.0/24", false),
        InlineData("10.135.2.0/24", false)
    ]
    public void An_external_network_must_not_overlap_the_networks_inside_turbines(string network, bool overlap)
    {
        ProfileReadResult read = Read(
            $"profiles: [{{name: farm, plugin: wind_turbine, container_template: {{external_network: {{name: EXT, network: {network}}}}}}}]"
        );

        read.Problems.Select(problem => (problem.Code, problem.Message))
            .ShouldBe(
                overlap
                    ? [(ProblemCode.NetworkOverlap, $"network 'EXT', {network}, overlaps network 'farm-{{unit}}', 10.135.1.254/24")]
                    : []
            );
    }

    [Fact]
    public void Two_farms_may_have_the_same_networks_inside_their_turbines() =>
        Topology
            .Create("demo")
            .AddProfile(Profile.Create("a").UsePlugin("wind_turbine").WithCount(2).Build())
            .AddProfile(Profile.Create("b").UsePlugin("wind_turbine").WithCount(2).Build())
            .Build()
            .ContainerCount.ShouldBe(24);

    private static ProfileReadResult Read(string yaml) =>
        ProfileReader.Read(Encoding.UTF8.GetBytes(yaml), Dialect.Yaml, source: "farm.yaml");
}

using Tests.Shared;

namespace Tool.Tests;

public sealed class PlanTests : IDisposable
{
    private const string Farm = """
        profiles:
          - name: farm
            plugin: builtin
            containers: 180
            containers_per_node: 18
            node_template: {image: ubuntu.qc2, cpu: 2, memory: 2048}
            container_template:
              gateway: MGMT
              networks:
                - {name: MGMT, network: 172.16.0.0/16}
                - {name: V6, network: "fd00::/64"}
          - name: edge
            plugin: {name: builtin, version: 1.0.0}
            count: 3
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--isolate")]
    public void A_plan_shows_groups_nodes_containers_and_address_ranges(params string[] options)
    {
        _folder.Write("farm.yaml", Farm);

        CommandResult result = ToolRun.Start(_folder.Root, ["plan", "farm.yaml", .. options]);

        result.ExitCode.ShouldBe(0, result.Text);
        Approved.Check(result.Output + "\n" + result.Errors, "Plan");
    }

    [Theory]
    [InlineData]
    [InlineData("--isolate")]
    public void All_problems_of_a_file_are_told_with_their_places(params string[] options)
    {
        _folder.Write("farm.yaml", "profiles:\n  - name: farm\n    plugin: builtin\n    count: 0\n    node_template: {memory: -1}\n");

        CommandResult result = ToolRun.Start(_folder.Root, ["plan", "farm.yaml", .. options]);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.Split('\n').Select(line => line.Split(' ')[1]).ShouldBe(["farm.yaml:4:12", "farm.yaml:5:29"]);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem()
    {
        CommandResult result = ToolRun.Start(_folder.Root, "plan", "missing.yaml");

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("[SW1012]");
    }

    [Theory]
    [InlineData]
    [InlineData("plan")]
    [InlineData("unknown")]
    [InlineData("plan", "a.yaml", "b.yaml")]
    [InlineData("plan", "a.yaml", "--unknown")]
    [InlineData("plan", "a.yaml", "--deadline", "3")]
    [InlineData("plan", "a.yaml", "--isolate", "--deadline", "0")]
    [InlineData("plan", "a.yaml", "--isolate", "--deadline", "NaN")]
    [InlineData("plan", "a.yaml", "--isolate", "--deadline", "soon")]
    public void Wrong_usage_ends_with_2_and_says_why(params string[] arguments)
    {
        CommandResult result = ToolRun.Start(_folder.Root, arguments);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("missing.dll", "SW1012")]
    [InlineData("text.dll", "SW1012")]
    public void An_assembly_that_cannot_be_loaded_is_a_problem(string name, string code)
    {
        _folder.Write("farm.yaml", Farm);
        _folder.Write("text.dll", "this is no assembly");

        CommandResult result = ToolRun.Start(_folder.Root, "plan", "farm.yaml", "--plugins", name);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain(name);
        result.Errors.ShouldContain(code);
    }

    [Fact]
    public void An_assembly_without_plugins_is_a_problem()
    {
        _folder.Write("farm.yaml", Farm);

        CommandResult result = ToolRun.Start(_folder.Root, "plan", "farm.yaml", "--plugins", typeof(ShouldBeTestExtensions).Assembly.Location);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("registers no new plugin");
    }
}

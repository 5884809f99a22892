using Docker.DotNet.Models;
using Scalewright.Providers.Containers;
using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Nodes;

namespace Containers.Tests;

public class NodeProgramTests
{
    private static readonly NodeSpec Node = new("web-1", 1);

    [Fact]
    public void All_invalid_values_of_a_container_are_reported_with_the_node()
    {
        NodeContainer container = new()
        {
            Command = ["db"],
            UseImageCommand = true,
            HealthInterval = TimeSpan.Zero,
            HealthStartPeriod = TimeSpan.FromSeconds(-1),
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["A=B"] = "c" }.ToValueMap(),
            Mounts = new Dictionary<string, string>(StringComparer.Ordinal) { ["data"] = "/data", ["/srv"] = "srv" }.ToValueMap(),
        };

        Problem[] problems = [.. NodeProgram.Check(Node, container)];

        problems
            .Select(problem => problem.Message)
            .ShouldBe([
                "both Command and UseImageCommand are set",
                "'A=B' is not an environment variable",
                "mount 'srv' is not possible: it is not an absolute path",
                "mount 'data' is not an absolute path",
                "HealthInterval 00:00:00 is below 1 ms",
                "HealthStartPeriod -00:00:01 is below zero",
            ]);
        problems.ShouldAllBe(problem => problem.Field == "web-1");
        NodeProgram.Check(Node, new NodeContainer()).ShouldBeEmpty();
        NodeProgram
            .Check(Node, new NodeContainer { User = "nobody" })
            .Single()
            .Message.ShouldBe("User is 'nobody', but the main process is the agent");
        NodeProgram.Check(Node, new NodeContainer { Mounts = null! }).Single().Message.ShouldBe("Mounts is null");
        NodeProgram.Check(Node, null).Single().Message.ShouldBe("its container is null");
    }

    [Theory]
    [InlineData("", false, false, "/.scalewright/agent scalewright-agent serve /.scalewright/run web-1", "", "0:0")]
    [InlineData(
        "",
        false,
        true,
        "/bin/sh /.scalewright/start.sh",
        "/.scalewright/agent scalewright-agent serve /.scalewright/run web-1",
        "0:0"
    )]
    [InlineData("db --port 1", false, false, "db --port 1", "", "")]
    [InlineData("db --port 1", false, true, "/bin/sh /.scalewright/start.sh", "db --port 1", "")]
    [InlineData("", true, false, null, null, "")]
    [InlineData("", true, true, "/bin/sh /.scalewright/start.sh", "entry command", "")]
    public void The_main_process_is_the_agent_or_a_command_after_the_startup_script(
        string command,
        bool usesImage,
        bool hasStartup,
        string? entrypoint,
        string? arguments,
        string user
    )
    {
        NodeSpec node = Node with { StartupCommands = hasStartup ? ["true"] : [] };
        NodeContainer container = new() { Command = command.Length > 0 ? [.. command.Split(' ')] : [], UseImageCommand = usesImage };
        CreateContainerParameters plan = new()
        {
            Env = [],
            Labels = new Dictionary<string, string>(StringComparer.Ordinal),
            HostConfig = new HostConfig(),
        };

        NodeProgram.Apply(plan, node, container, new EngineImage("id", ["entry"], ["command"]));

        (Join(plan.Entrypoint), Join(plan.Cmd), plan.User).ShouldBe((entrypoint, arguments, user));
        plan.Labels.ContainsKey(NodeLabels.Attached).ShouldBe(user.Length == 0);
        plan.Labels.ContainsKey(NodeLabels.Startup).ShouldBe(hasStartup);
    }

    private static string? Join(IList<string>? words) => words is null ? null : string.Join(' ', words);
}

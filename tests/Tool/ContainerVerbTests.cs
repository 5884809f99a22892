using System.Formats.Tar;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Tool.Tests;

/// <summary>Verbs with <c>--provider containers</c>.</summary>
public sealed class ContainerVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ContainerVerbTests() => _folder.Write("shop.yaml", "profiles: [{name: web, plugin: builtin, hostname_prefix: web, count: 2}]\n");

    public void Dispose() => _folder.Dispose();

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_cluster_of_containers_is_created_used_and_removed(string engine)
    {
        using ContainerLab lab = engine == "docker" ? new DockerLab() : new PodmanLab();

        ProgramResult made = Start(
            "apply",
            "shop.yaml",
            "--provider",
            "containers",
            "--engine",
            $"{lab.Endpoint}",
            "--image",
            ContainerLab.Image
        );
        ProgramResult status = Start("status");
        ProgramResult run = Start("exec", "--", "hostname");
        ProgramResult other = Start("status", "--engine", "unix:///nowhere/engine.sock");
        ProgramResult removed = Start("destroy", "--yes");

        made.ExitCode.ShouldBe(0, made.Text);
        made.Output.ShouldContain("Applied: 2 nodes created");
        status.Output.ShouldStartWith("shop on containers, state shop-state, 2 of 2 nodes ready");
        run.Output.ShouldBe("web-1: web-1\nweb-2: web-2");
        other.ExitCode.ShouldBe(1, other.Text);
        other.Errors.ShouldContain(
            $"the state is of --provider containers --engine {lab.Endpoint}, not of --provider containers --engine unix:///nowhere/engine.sock"
        );
        removed.ExitCode.ShouldBe(0, removed.Text);
        (await lab.ListOwnAsync()).ShouldBe("[][]");
    }

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Reap_removes_the_images_that_were_built_and_only_those(string engine)
    {
        using ContainerLab lab = engine == "docker" ? new DockerLab() : new PodmanLab();
        string[] containers = ["--provider", "containers", "--engine", $"{lab.Endpoint}"];
        using DockerClient client = new DockerClientBuilder().WithEndpoint(lab.Endpoint).Build();
        using MemoryStream folder = new();
        await using (TarWriter writer = new(folder, leaveOpen: true))
        {
            using MemoryStream content = new(Encoding.UTF8.GetBytes($"FROM {ContainerLab.Image}\n"));
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "Dockerfile") { DataStream = content });
        }

        foreach (string name in new[] { "localhost/scalewright-build:0123", "localhost/derived:1" })
        {
            using MemoryStream copy = new(folder.ToArray());
            Dictionary<string, string> labels = new(StringComparer.Ordinal) { ["scalewright.image"] = "shop:1", ["name"] = name };
            await client.Images.BuildImageFromDockerfileAsync(
                new ImageBuildParameters { Tags = [name], Labels = labels },
                copy,
                null,
                null,
                new Progress<JSONMessage>()
            );
        }

        ProgramResult planned = Start(["reap", .. containers, "--images", "--dry-run"]);
        ProgramResult refused = Start(["reap", .. containers, "--images"]);
        ProgramResult json = Start(["reap", .. containers, "--images", "--dry-run", "--json"]);
        ProgramResult removed = Start(["reap", .. containers, "--images", "--yes"]);
        ProgramResult again = Start(["reap", .. containers, "--images", "--yes"]);

        planned.Output.ShouldBe("image localhost/scalewright-build:0123, built for 'shop:1'\n1 image would be removed");
        refused.ExitCode.ShouldBe(2, refused.Text);
        JsonNode.Parse(json.Output)!["result"]!["images"]![0]!["name"]!.GetValue<string>().ShouldBe("localhost/scalewright-build:0123");
        removed.Output.ShouldEndWith("removed 1 image");
        again.Output.ShouldBe("nothing is to be removed");
        (await lab.SendAsync(HttpMethod.Get, "images/localhost/derived:1/json")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("--images: 'processes' builds no images; omit it", "--provider", "processes")]
    [InlineData("--images: removes only images", "--provider", "containers", "shop")]
    [InlineData("--images: removes only images", "--provider", "containers", "--expired")]
    public void Images_are_removed_alone_and_only_of_containers(string message, params string[] arguments)
    {
        ProgramResult result = Start(["reap", .. arguments, "--images"]);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldContain(message);
    }

    [MachineFact("docker", "podman", "$SCALEWRIGHT_AGENT")]
    public async Task Two_engines_are_two_clouds()
    {
        using DockerLab docker = new();
        using PodmanLab podman = new();
        _folder.Write(
            "two.yaml",
            """
            profiles:
              - {name: web, plugin: builtin, hostname_prefix: web, count: 1, node_template: {cloud: east}}
              - {name: db, plugin: builtin, hostname_prefix: db, count: 1, node_template: {cloud: west}}
            """
        );

        ProgramResult made = Start(
            "apply",
            "two.yaml",
            "--provider",
            "containers",
            "--engine",
            $"east={docker.Endpoint},west={podman.Endpoint}",
            "--image",
            ContainerLab.Image
        );

        made.ExitCode.ShouldBe(0, made.Text);
        (await docker.ListOwnAsync()).ShouldContain("\"web-1\"");
        (await podman.ListOwnAsync()).ShouldContain("\"db-1\"");
        Start("destroy", "--yes").ExitCode.ShouldBe(0);
    }

    [MachineFact("docker")]
    public void Without_an_agent_the_error_has_the_command_that_builds_it()
    {
        using DockerLab lab = new();
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["SCALEWRIGHT_AGENT"] = "/nowhere/agent" };

        ProgramResult made = ToolRun.StartProcess(
            _folder.Root,
            variables,
            "apply",
            "shop.yaml",
            "--provider",
            "containers",
            "--engine",
            $"{lab.Endpoint}",
            "--image",
            ContainerLab.Image
        );

        made.ExitCode.ShouldBe(1, made.Text);
        made.Errors.ShouldContain("no agent program: /nowhere/agent");
        made.Errors.ShouldContain(
            "build it by 'dotnet publish src/Sdk/Agent -c Release -o out', and set SCALEWRIGHT_AGENT to the file out/scalewright-agent [SW5014]"
        );
    }

    [Fact]
    public void Without_an_engine_the_error_lists_what_was_tried()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["DOCKER_HOST"] = "unix:///nowhere/engine.sock" };

        ProgramResult made = ToolRun.StartProcess(_folder.Root, variables, "apply", "shop.yaml", "--provider", "containers");

        made.ExitCode.ShouldBe(1, made.Text);
        made.Errors.ShouldContain("/nowhere/engine.sock");
        made.Errors.ShouldContain("[SW5004]");
    }

    [Theory]
    [InlineData(
        "/run/docker.sock",
        "'/run/docker.sock' is not an address of an engine; use a URI, for example unix:///run/podman/podman.sock"
    )]
    [InlineData(
        "unix:///a,unix:///b",
        "an engine of several has no cloud; name one for each, for example a=unix:///run/a.sock,b=tcp://192.0.2.1:2375"
    )]
    [InlineData("a=unix:///a,a=unix:///b", "two engines have the same cloud; use another name for each, for example ")]
    [InlineData("context:", "a context has no name; use one that 'docker context ls' lists, for example context:lab")]
    [InlineData("context:a,context:b", "an engine of several has no cloud; name one for each, ")]
    [InlineData("a=context:x,a=unix:///b", "two engines have the same cloud; use another name for each, for example ")]
    [InlineData("tcp://ann:secret@192.0.2.1:2375", "the address contains a password; leave it out, ")]
    [InlineData("ann:secret@192.0.2.1:2375", "an entry is not an address of an engine; use a URI, ")]
    [InlineData("tcp://ann:pa,secret@192.0.2.1:2375", "an entry is not an address of an engine; use a URI, ")]
    [InlineData("a=tcp://ann:secret,@192.0.2.1:2375", "an entry is not an address of an engine; use a URI, ")]
    public void An_invalid_list_of_engines_is_wrong_usage(string engines, string error)
    {
        ProgramResult result = Start("apply", "shop.yaml", "--provider", "containers", "--engine", engines);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldStartWith($"--engine: {error}");
        result.Errors.ShouldNotContain("secret");
    }

    [Fact]
    public void A_missing_context_is_reported_with_those_that_exist()
    {
        ProgramResult result = Start("reap", "--provider", "containers", "--engine", "a=context:scalewright-missing");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain("context 'scalewright-missing' of the docker command line cannot be used: ");
        result.Errors.ShouldContain("contexts: default");
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);
}
